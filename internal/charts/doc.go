// Package charts turns analytics results into chart options for ECharts, each
// with its title, its finding in words and the table of its numbers. It builds
// options only: nothing here makes HTML or script.
//
// # What the browser has to know
//
// An option is plain JSON, put into a page as it is (json.Marshal escapes <,
// > and &). Three kinds of strings in it are names that static/src/charts.js
// resolves, each only under the keys given here, so that an account called
// "@number" stays text:
//
//   - Under formatter and valueFormatter, "@number", "@compact", "@percent",
//     "@growth", "@points": the value written in the page's language (a whole
//     or decimal number, a short axis number, 4.1 as 4,1 %, a growth with its
//     sign, a difference of rates in points), and "@not_ranked", which says
//     that in words. All write a dash for null.
//   - Under color, borderColor and backgroundColor, "var(--name)": the value
//     of that custom property on the page, see palette.css.
//
// Tooltips are richText and the renderer is SVG, so that a strict content
// security policy holds.
package charts
