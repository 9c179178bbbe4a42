// Package zdeps keeps modules in go.mod until their first use.
package zdeps

import (
	_ "github.com/coreos/go-oidc/v3/oidc"
	_ "github.com/oauth2-proxy/mockoidc"
	_ "golang.org/x/oauth2"
	_ "modernc.org/quickjs"
	_ "pgregory.net/rapid"
)
