// Package zdeps keeps modules in go.mod until their first use.
package zdeps

import (
	_ "modernc.org/quickjs"
	_ "pgregory.net/rapid"
)
