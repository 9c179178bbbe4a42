package page

// AnalyseView lists the pages to decide from.
type AnalyseView struct {
	Parts []AnalysePart
}

// AnalysePart is the pages of one purpose.
type AnalysePart struct {
	ID    string
	Title string
	Lines []AnalyseLine
}

// AnalyseLine is one of them.
type AnalyseLine struct {
	Href, Icon  string
	Title, Text string
}
