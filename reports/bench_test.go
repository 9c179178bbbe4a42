package reports

import (
	"io"
	"testing"

	"portevoix/internal/i18n"
)

// BenchmarkWorkbook writes the committee workbook of 2,000 accounts.
func BenchmarkWorkbook(b *testing.B) {
	r := sample{accounts: 2000, months: 38}.report()
	b.ReportAllocs()
	for b.Loop() {
		if err := Workbook(io.Discard, r, i18n.For("fr")); err != nil {
			b.Fatal(err)
		}
	}
}
