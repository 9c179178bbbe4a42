// Package zdeps keeps modules in go.mod until the rooms that use them are built.
package zdeps

import (
	_ "github.com/alexedwards/argon2id"
	_ "github.com/alexedwards/scs/v2"
	_ "github.com/chromedp/chromedp"
	_ "github.com/go-chi/httprate"
	_ "github.com/go-echarts/go-echarts/v2/charts"
	_ "github.com/klauspost/compress/flate"
	_ "github.com/klauspost/compress/gzhttp"
	_ "github.com/labstack/echo/v4/middleware"
	_ "github.com/spf13/cobra"
	_ "github.com/xuri/excelize/v2"
	_ "golang.org/x/image/draw"
	_ "golang.org/x/text/encoding/charmap"
	_ "golang.org/x/text/encoding/unicode"
	_ "golang.org/x/term"
)
