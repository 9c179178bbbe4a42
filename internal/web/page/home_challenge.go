package page

import "portevoix/internal/kpi"

// HomeChallenge is what the holder of accounts sees of the challenge on their
// home page.
type HomeChallenge struct {
	Season          kpi.ID
	Title, Subtitle string
	Href            string
	Faces           []ChallengeFace // of the accounts of about one's own size
	Own             []ChallengeOwn
}
