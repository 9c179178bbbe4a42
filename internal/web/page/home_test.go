package page

// hostileNews is what happened, with names that would break a careless page.
func hostileNews() *NewsView {
	return &NewsView{Until: "12", Lines: []Way{{"/reports", hostileName}, {"", hostileText}}, Own: []NewsAccount{{Name: hostileName, Identity: "X · " + hostileHandle,
		Href: "/accounts/7", Changes: []ChangeGroup{{When: "hier", Who: hostileText, Lines: []string{hostileName}, Reason: hostileText}}}}}
}
