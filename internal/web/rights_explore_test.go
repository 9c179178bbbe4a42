package web

import "maps"

// exploreRights is what the routes of any span answer to everybody, as in
// rights.
//
//nolint:dupword // the columns repeat
var exploreRights = map[string][]visit{
	//                no  adm dir wes cam den dep wri rea eas
	"GET /analyse": {{"/analyse", "", "303 200 200 200 200 200 404 404 200 200"}},
}

func init() { maps.Copy(rights, exploreRights) }
