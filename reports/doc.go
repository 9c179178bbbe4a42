// Package reports writes files out: the committee workbook, and exports as CSV
// and XLSX. It is handed results and writes them down; it neither queries nor
// computes.
package reports
