// Package jobs holds work that needs several rooms of the house: it builds
// reports out of what network knows and reports can draw, and hands their
// bytes to network, which keeps them.
package jobs
