package network

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"portevoix/internal/kpi"
)

// halves is a picture whose left half is red and right half blue, but for the
// outer quarters, which are black.
func halves(width, height int) image.Image {
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := color.RGBA{R: 255, A: 255}
			switch {
			case x < width/4 || x >= width-width/4:
				c = color.RGBA{A: 255}
			case x >= width/2:
				c = color.RGBA{B: 255, A: 255}
			}
			picture.Set(x, y, c)
		}
	}
	return picture
}

func encoded(t *testing.T, write func(*bytes.Buffer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	ok(t, write(&b))
	return b.Bytes()
}

func asPNG(t *testing.T, p image.Image) []byte {
	return encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, p) })
}

// looks decodes an avatar and checks its size, and the colours at its left,
// right, top and bottom.
func looks(t *testing.T, data []byte, want map[image.Point]color.RGBA) {
	t.Helper()
	picture, _, err := image.Decode(bytes.NewReader(data))
	ok(t, err)
	if picture.Bounds() != image.Rect(0, 0, avatarSide, avatarSide) {
		t.Errorf("an avatar of %v", picture.Bounds())
	}
	for at, c := range want {
		r, g, b, _ := picture.At(at.X, at.Y).RGBA()
		for _, side := range [][2]uint32{{r >> 8, uint32(c.R)}, {g >> 8, uint32(c.G)}, {b >> 8, uint32(c.B)}} {
			if max(side[0], side[1])-min(side[0], side[1]) > 40 {
				t.Errorf("at %v it is %d %d %d, want %v", at, r>>8, g>>8, b>>8, c)
				break
			}
		}
	}
}

var (
	red, blue   = color.RGBA{R: 255, A: 255}, color.RGBA{B: 255, A: 255}
	left, right = image.Pt(40, 128), image.Pt(215, 128)
	top, bottom = image.Pt(128, 40), image.Pt(128, 215)
)

func TestAvatarIsSquareAndSmall(t *testing.T) {
	wide := halves(800, 400)
	for name, data := range map[string][]byte{
		"png":  asPNG(t, wide),
		"jpeg": encoded(t, func(b *bytes.Buffer) error { return jpeg.Encode(b, wide, nil) }),
		"gif":  encoded(t, func(b *bytes.Buffer) error { return gif.Encode(b, wide, nil) }),
		"tiny": asPNG(t, halves(8, 4)),
	} {
		t.Run(name, func(t *testing.T) {
			mediaType, avatar, err := avatarOf(data)
			ok(t, err)
			if mediaType != "image/png" && mediaType != "image/jpeg" {
				t.Errorf("it is %s", mediaType)
			}
			looks(t, avatar, map[image.Point]color.RGBA{left: red, right: blue})
		})
	}
}

// TestAvatarStandsUpright turns pictures as a camera says.
func TestAvatarStandsUpright(t *testing.T) {
	plain := encoded(t, func(b *bytes.Buffer) error { return jpeg.Encode(b, halves(400, 200), nil) })
	for orientation, want := range map[uint16]map[image.Point]color.RGBA{
		1: {left: red, right: blue}, 2: {left: blue, right: red}, 3: {left: blue, right: red},
		5: {top: red, bottom: blue}, 6: {top: red, bottom: blue}, 7: {top: blue, bottom: red}, 8: {top: blue, bottom: red},
		99: {left: red, right: blue},
	} {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			data := withExif(plain, order, orientation)
			_, avatar, err := avatarOf(data)
			ok(t, err)
			looks(t, avatar, want)
			if bytes.Contains(avatar, []byte("Exif")) || bytes.Contains(avatar, []byte("Somewhere")) {
				t.Error("what the file says besides is still there")
			}
		}
	}
}

// withExif puts a block of camera data, with an orientation and a place, into
// a JPEG.
func withExif(data []byte, order binary.AppendByteOrder, orientation uint16) []byte {
	mark := "II*\x00"
	if order.String() == binary.BigEndian.String() {
		mark = "MM\x00*"
	}
	tiff := order.AppendUint32([]byte(mark), 8)
	tiff = order.AppendUint16(tiff, 2)
	for _, entry := range [][2]uint16{{0x0100, 7}, {0x0112, orientation}} {
		tiff = order.AppendUint16(tiff, entry[0])
		tiff = order.AppendUint16(tiff, 3)
		tiff = order.AppendUint32(tiff, 1)
		tiff = order.AppendUint16(tiff, entry[1])
		tiff = order.AppendUint16(tiff, 0)
	}
	block := append([]byte("Exif\x00\x00"), tiff...)
	block = append(block, "Somewhere 48.85 N"...)
	out := append([]byte{}, data[:2]...)
	out = binary.BigEndian.AppendUint16(append(out, 0xff, 0xe1), uint16(len(block)+2))
	return append(append(out, block...), data[2:]...)
}

// bigPNG is a PNG whose header says a size, and which has no pixel.
func bigPNG(width, height uint32) []byte {
	head := append([]byte("IHDR"), binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)...)
	head = append(head, 8, 2, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	return binary.BigEndian.AppendUint32(append(out, head...), crc32.ChecksumIEEE(head))
}

func TestAvatarIsRefusedClearly(t *testing.T) {
	whole := asPNG(t, halves(64, 64))
	for name, c := range map[string]struct {
		data []byte
		code kpi.Code
		key  string
	}{
		"nothing":           {nil, kpi.CodeInvalid, "setup_account.avatar_kind"},
		"text":              {[]byte("avatar"), kpi.CodeInvalid, "setup_account.avatar_kind"},
		"svg":               {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), kpi.CodeInvalid, "setup_account.avatar_kind"},
		"html":              {[]byte("<!DOCTYPE html><img src=x onerror=alert(1)>"), kpi.CodeInvalid, "setup_account.avatar_kind"},
		"20,000 px wide":    {bigPNG(20_000, 10), kpi.CodeInvalid, "setup_account.avatar_wide"},
		"too many pixels":   {bigPNG(6000, 6000), kpi.CodeInvalid, "setup_account.avatar_wide"},
		"cut short":         {whole[:len(whole)/2], kpi.CodeInvalid, "setup_account.avatar_damaged"},
		"a byte over 1 MiB": {append(whole, make([]byte, MaxAvatar)...), kpi.CodeTooLarge, "setup_account.avatar_large"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := avatarOf(c.data)
			wantRefusal(t, err, c.code, c.key)
		})
	}
}

func TestWhoSeesAndSetsAPicture(t *testing.T) {
	n, ctx := openSetUp(t), t.Context()
	for _, path := range []string{"Groupe/Ouest", "Groupe/Est"} {
		some[kpi.ID](t)(n.AddEntity(ctx, kpi.CommandLine(), path))
	}
	since := dayOf(t, "2026-01-01")
	active := []kpi.AccountPeriod{{State: kpi.AccountActive, From: since}}
	account := some[kpi.ID](t)(n.AddAccount(ctx, kpi.CommandLine(), NewAccount{Platform: "X", Handle: "camille", Entity: "Groupe/Ouest", States: active}))
	closed := some[kpi.ID](t)(n.AddAccount(ctx, kpi.CommandLine(), NewAccount{Platform: "X", Handle: "ancien", Entity: "Groupe/Ouest", States: append(active,
		kpi.AccountPeriod{State: kpi.AccountClosed, Reason: "other", From: dayOf(t, "2026-05-01")})}))
	direction := addPersonAs(t, n, "Bastien", kpi.RoleCoordinator, "")
	east := addPersonAs(t, n, "Esther", kpi.RoleCoordinator, "Groupe/Est")
	writer := addPersonAs(t, n, "Wim", kpi.RoleContributor, "")
	eastReader := addPersonAs(t, n, "Rita", kpi.RoleReader, "Groupe/Est")
	picture := asPNG(t, halves(100, 100))
	for _, who := range []kpi.Who{writer, eastReader} {
		wantRefusal(t, n.SetAvatar(ctx, who, account, picture), kpi.CodeForbidden, "")
		wantRefusal(t, n.RemoveAvatar(ctx, who, account), kpi.CodeForbidden, "")
	}
	wantRefusal(t, n.SetAvatar(ctx, east, account, picture), kpi.CodeNotFound, "")
	ok(t, n.SetAvatar(ctx, direction, account, picture))
	ok(t, n.SetAvatar(ctx, direction, closed, picture))

	version := some[AccountList](t)(n.AccountList(ctx, direction, AccountListQuery{})).Lines[1].Avatar
	for _, who := range []kpi.Who{direction, writer} {
		avatar, err := n.Avatar(ctx, who, account)
		ok(t, err)
		if avatar.Version == "" || avatar.Version != version {
			t.Errorf("the picture is of version %q, the list says %q", avatar.Version, version)
		}
	}
	for _, who := range []kpi.Who{east, eastReader} {
		_, err := n.Avatar(ctx, who, account)
		wantRefusal(t, err, kpi.CodeNotFound, "")
	}
	_, err := n.Avatar(ctx, writer, closed)
	wantRefusal(t, err, kpi.CodeNotFound, "") // not in the gallery
	ok(t, n.RemoveAvatar(ctx, direction, account))
	_, err = n.Avatar(ctx, direction, account)
	wantRefusal(t, err, kpi.CodeNotFound, "")
	view, _, err := n.AccountLife(ctx, direction, account)
	ok(t, err)
	if len(view.Changes) != 3 || view.Changes[0].Field != "avatar" || view.Changes[1].Field != "avatar" {
		t.Errorf("history says %+v", view.Changes)
	}
}
