// Package analytics is pure arithmetic over kpi types: totals, coverage, like
// for like, rates, medians, unusual figures. It knows no clock, database, HTTP
// or language. Rates, growth and shares are percentages (4.1 means 4.1 %);
// differences of two rates are in points.
package analytics
