package web

// This file is the part of the route table for the challenge and the influence
// index.

func init() { routes = append(routes, challengeRoutes...) }

var challengeRoutes = []route{
	get("/challenge", signedIn, (*Server).challengePage),
	get("/challenge/projection", signedIn, (*Server).challengeProjection),
	post("/challenge/switch", directors, (*Server).switchChallenge),
	post("/challenge/seasons", directors, (*Server).saveSeason),
	post("/challenge/entries", signedIn, (*Server).takePart),
	post("/challenge/bravos", signedIn, (*Server).bravo),
	get("/influence", viewers, (*Server).influencePage),
	post("/influence/switch", directors, (*Server).switchInfluence),
}
