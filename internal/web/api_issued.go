package web

// This file lists the issued reports to programs.

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"portevoix/internal/kpi"
)

// reportJSON is an issued report. The file and its checksum are the variant's
// that is open to whoever asks; null where only an extract is.
type reportJSON struct {
	Number     kpi.ID    `json:"number"`
	Month      kpi.Month `json:"month"`
	Locale     string    `json:"locale"`
	Replaces   *kpi.ID   `json:"replaces"`
	ReplacedBy *kpi.ID   `json:"replaced_by"`
	AsOf       time.Time `json:"as_of"`
	IssuedAt   time.Time `json:"issued_at"`
	File       *fileJSON `json:"file"`
}

type fileJSON struct {
	Variant string `json:"variant"`
	Name    string `json:"name"`
	Size    int64  `json:"size"`
	SHA256  string `json:"sha256"`
	Address string `json:"address"`
}

// apiReports lists the reports: GET /api/v1/reports, latest first, of ?month=
// where it is given.
func (s *Server) apiReports(c echo.Context) error {
	var month kpi.Month
	if text := c.QueryParam("month"); text != "" {
		var err error
		if month, err = kpi.ParseMonth(text); err != nil {
			return invalidField("month", "error.month", "value", cut(text))
		}
	}
	list, err := s.net.IssuedReports(c.Request().Context(), s.who(c), month)
	if err != nil {
		return err
	}
	body := struct {
		Items []reportJSON `json:"items"`
	}{[]reportJSON{}}
	for _, r := range list {
		item := reportJSON{Number: r.Number, Month: r.Month, Locale: r.Locale, Replaces: idOrNull(r.Replaces), ReplacedBy: idOrNull(r.ReplacedBy),
			AsOf: r.AsOf.UTC(), IssuedAt: r.IssuedAt.UTC()}
		if r.Variant != "" {
			item.File = &fileJSON{r.Variant, r.Filename, r.Size, r.SHA256, "/api/v1" + issuedAddress(r)}
		}
		body.Items = append(body.Items, item)
	}
	return writeJSON(c, http.StatusOK, echo.MIMEApplicationJSON, body)
}

func idOrNull(id kpi.ID) *kpi.ID {
	if id == 0 {
		return nil
	}
	return &id
}
