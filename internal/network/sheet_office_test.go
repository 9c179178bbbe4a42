package network

// This file fills in a prefilled sheet with LibreOffice, as a person does in a
// French one: cell by cell, as typed, saved as XLSX.

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"portevoix/internal/kpi"
)

// officeScript starts LibreOffice, opens a workbook, goes to each cell of a list
// and types, then saves.
const officeScript = `
import subprocess, sys, time, uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
office, profile, source, target, cells = sys.argv[1:6]
name = "portevoix" + str(abs(hash(profile)))
started = subprocess.Popen([office, "--headless", "--norestore", "--nolockcheck", "--nodefault", "-env:UserInstallation=" + profile,
    "--accept=pipe,name=" + name + ";urp;"])
resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
for attempt in range(600):
    try:
        context = resolver.resolve("uno:pipe,name=" + name + ";urp;StarOffice.ComponentContext")
        break
    except NoConnectException:
        if started.poll() is not None:
            sys.exit("LibreOffice ended")
        time.sleep(0.1)
create = lambda service: context.ServiceManager.createInstanceWithContext(service, context)
desktop, dispatcher = create("com.sun.star.frame.Desktop"), create("com.sun.star.frame.DispatchHelper")
def values(**named):
    return tuple(PropertyValue(Name=n, Value=v) for n, v in named.items())
try:
    doc = desktop.loadComponentFromURL(source, "_blank", 0, values(Hidden=True))
    view = doc.CurrentController
    for line in open(cells, encoding="utf-8", newline="\n"):
        sheet, cell, text = line.rstrip("\n").split("\t")
        view.setActiveSheet(doc.Sheets.getByName(sheet))
        dispatcher.executeDispatch(view.Frame, ".uno:GoToCell", "", 0, values(ToPoint=cell))
        dispatcher.executeDispatch(view.Frame, ".uno:EnterString", "", 0, values(StringName=text))
    doc.storeToURL(target, values(FilterName="Calc MS Excel 2007 XML"))
    doc.close(True)
finally:
    try:
        desktop.terminate()
    except Exception:
        pass
    started.wait(60)
`

// officeSettings make a profile French.
const officeSettings = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>fr-FR</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop></item>
</oor:items>`

// keyed is what somebody types into a cell.
type keyed struct{ sheet, cell, text string }

// officePython finds a Python that can speak to LibreOffice.
func officePython(t *testing.T) (office, python string) {
	t.Helper()
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("no soffice on this machine: the round trip through LibreOffice is not tested")
	}
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		if exec.CommandContext(t.Context(), python, "-c", "import uno").Run() == nil {
			return office, python
		}
	}
	t.Skip("no Python with uno on this machine: the round trip through LibreOffice is not tested")
	return "", ""
}

// officeFill types into a workbook and returns what LibreOffice saves.
func officeFill(t *testing.T, book []byte, cells ...keyed) []byte {
	t.Helper()
	office, python := officePython(t)
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	write := func(name, text string) {
		t.Helper()
		ok(t, os.MkdirAll(filepath.Dir(path(name)), 0o755))
		ok(t, os.WriteFile(path(name), []byte(text), 0o600))
	}
	var list strings.Builder
	for _, c := range cells {
		fmt.Fprintf(&list, "%s\t%s\t%s\n", c.sheet, c.cell, c.text)
	}
	write("profile/user/registrymodifications.xcu", officeSettings)
	write("fill.py", officeScript)
	write("in.xlsx", string(book))
	write("cells.txt", list.String())
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, python, path("fill.py"), office, "file://"+path("profile"), "file://"+path("in.xlsx"), "file://"+path("out.xlsx"),
		path("cells.txt")).CombinedOutput()
	saved, missing := os.ReadFile(path("out.xlsx"))
	if err != nil || missing != nil {
		t.Fatalf("LibreOffice: %v, %v\n%s", err, missing, out)
	}
	return saved
}

func TestSheetThroughLibreOffice(t *testing.T) {
	d := newSheetDesk(t)
	change := d.october(0, map[string]kpi.Figure{"shares": {State: kpi.StateValue, Value: 4, Note: "à_x0041_ <vérifier> & « voir »"}})
	comment := "deux\nlignes"
	change.Comment = &comment
	d.file(t, d.holder, change)
	sheet, book := d.take(t, d.holder, SheetQuery{Own: true})
	in := func(account kpi.ID, code, text string) keyed {
		return keyed{inputsName, inputIn + strconv.Itoa(sheetRow(t, sheet, account, code)), text}
	}
	remark := in(d.id, "likes", "une campagne, sans doute")
	remark.cell = noteIn + remark.cell[1:]
	saved := officeFill(t, book,
		in(d.id, "followers", "12 345"), in(d.id, "posts", "0"), in(d.id, "likes", "1\u202f234"), remark, in(d.id, "mentions", "'1 234"), in(d.id, "influence", "12,5"),
		in(d.id, "search_rank", "s/o"), in(d.second, "followers", "1\u00a0234"), in(d.second, "posts", "nd"), in(d.second, sheetPercent, "4,6"),
		in(d.second, "likes", "=3*4"),
	)
	p := d.preview(t, d.holder, saved)
	// 4,6 entered past the keyboard is 460 %, as the cell shows.
	wantText(t, cellFaults(t, p.Problems), in(d.second, "likes", "").cell+" sheet.formula", in(d.second, sheetPercent, "").cell+" figure.bounds")
	if len(p.Notices) > 0 {
		t.Errorf("it notices %v", cellFaults(t, p.Notices))
	}
	saved = officeFill(t, saved, in(d.second, "likes", "12"), in(d.second, sheetPercent, "4,6 %"))
	p = d.preview(t, d.holder, saved)
	wantText(t, cellFaults(t, p.Problems))
	wantText(t, differences(p), "Camille_Atelier followers: empty / empty / 12345", "Camille_Atelier posts: empty / empty / 0",
		"Camille_Atelier likes: empty / empty / 1234 “une campagne, sans doute”", "Camille_Atelier mentions: empty / empty / 1234",
		"Camille_Atelier influence: empty / empty / 12.5", "Camille_Atelier search_rank: empty / empty / na",
		"Noé du Jardin followers: empty / empty / 1234", "Noé du Jardin posts: empty / empty / unavailable(from_file)",
		"Noé du Jardin likes: empty / empty / 12", "Noé du Jardin "+sheetPercent+": empty / empty / 4.6")
	r := d.apply(t, d.holder, saved, SheetChoice{})
	if f := d.filing(t, d.id); f.State != kpi.FilingSubmitted || f.Comment != comment || f.Figures["shares"].Note != change.Figures["shares"].Note || r.Created != 10 {
		t.Errorf("stored %+v by %+v", f, r)
	}
}
