package kpi

// Words are an installation's own names of the three groupings in one
// language, as they stand within a sentence; "" is the usual word.
type Words struct {
	Sphere, Spheres  string
	Range, Ranges    string
	Entity, Entities string
}
