package web

import "maps"

// homeRights is what saying that one has looked answers to everybody, as in
// rights: it is one's own mark alone.
//
//nolint:dupword // the columns repeat
var homeRights = map[string][]visit{
	//                                                no  adm dir wes cam den dep wri rea eas
	"POST /home/looked": {{"/home/looked", "act=1", "303 303 303 303 303 303 303 303 303 303"}},
}

func init() { maps.Copy(rights, homeRights) }
