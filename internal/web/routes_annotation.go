package web

// This file is the part of the route table that writes sentences at months of
// the charts. Who may write where is settled inside.

func init() { routes = append(routes, annotationRoutes...) }

var annotationRoutes = []route{
	get("/annotations", signedIn, (*Server).annotationsPage),
	get("/annotations/new", signedIn, (*Server).newAnnotationPage),
	post("/annotations", signedIn, (*Server).writeAnnotation),
	get("/annotations/:id", signedIn, (*Server).annotationPage),
	post("/annotations/:id", signedIn, (*Server).changeAnnotation),
	post("/annotations/:id/remove", signedIn, (*Server).removeAnnotation),
	post("/annotations/:id/restore", signedIn, (*Server).restoreAnnotation),
}
