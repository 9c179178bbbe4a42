// Package kpi is the vocabulary of Porte-voix: months, indicators, figures,
// filings, accounts, people and errors, each with the rules that belong to it
// alone. It imports no other package of the project and knows neither database,
// language nor HTTP.
package kpi
