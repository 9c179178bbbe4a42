package reports

// What a workbook is: an issued report with its number, a draft, or an extract.

import "portevoix/internal/kpi"

// standing says what the workbook is, as every sheet and every printed page
// repeats it.
func (b *workbook) standing() string {
	switch {
	case b.r.Number != 0 && b.r.Replaces != 0:
		return b.p.T("report.standing.reissue", "number", int(b.r.Number), "replaces", int(b.r.Replaces))
	case b.r.Number != 0:
		return b.p.T("report.standing.issued", "number", int(b.r.Number))
	case b.r.Entity != "":
		return b.p.T("report.standing.extract")
	}
	return b.p.T("report.standing.draft")
}

// version is the number of an issued report for the file's properties.
func version(number kpi.ID) string {
	if number == 0 {
		return ""
	}
	return number.String()
}
