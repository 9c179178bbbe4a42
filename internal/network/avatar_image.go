package network

// This file turns a picture that somebody brings into an avatar: checked
// before it is decoded, upright, square, small, and without anything the file
// said besides (where and when it was taken).

import (
	"bytes"
	"encoding/binary"
	"image"
	_ "image/gif" // read, first picture only
	"image/jpeg"
	"image/png"
	"slices"
	"sync"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // read

	"portevoix/internal/kpi"
)

// Bounds of a picture.
const (
	MaxAvatar     = 1 << 20 // bytes of the file
	avatarSide    = 256     // pixels, as it is kept
	widestAvatar  = 6000    // pixels of either side
	avatarPixels  = 16 << 20
	avatarQuality = 88 // of a JPEG
)

// avatarKinds are the kinds of pictures that are taken, as package image names
// them.
var avatarKinds = []string{"png", "jpeg", "gif", "webp"}

// oneAvatar lets one picture at a time be decoded: a big one takes memory.
var oneAvatar sync.Mutex

// avatarOf makes the avatar of a file's content.
// Errors: kpi.CodeTooLarge over MaxAvatar; kpi.CodeInvalid on the field
// "avatar" for what is no picture, or one of too many pixels.
func avatarOf(data []byte) (mediaType string, avatar []byte, err error) {
	if len(data) > MaxAvatar {
		return "", nil, kpi.NewError(kpi.CodeTooLarge, "setup_account.avatar_large", "limit", MaxAvatar>>20)
	}
	config, kind, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || !slices.Contains(avatarKinds, kind) {
		return "", nil, invalidField("avatar", "setup_account.avatar_kind")
	}
	if config.Width < 1 || config.Height < 1 || config.Width > widestAvatar || config.Height > widestAvatar ||
		config.Width*config.Height > avatarPixels {
		return "", nil, invalidField("avatar", "setup_account.avatar_wide", "width", config.Width, "height", config.Height, "most", widestAvatar)
	}
	oneAvatar.Lock()
	defer oneAvatar.Unlock()
	picture, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return "", nil, invalidField("avatar", "setup_account.avatar_damaged")
	}
	return encodeAvatar(upright(square(picture), orientation(data)))
}

// square cuts the middle out of a picture and scales it to the size kept.
func square(picture image.Image) *image.NRGBA {
	b := picture.Bounds()
	side := min(b.Dx(), b.Dy())
	corner := image.Pt(b.Min.X+(b.Dx()-side)/2, b.Min.Y+(b.Dy()-side)/2)
	out := image.NewNRGBA(image.Rect(0, 0, avatarSide, avatarSide))
	draw.CatmullRom.Scale(out, out.Bounds(), picture, image.Rectangle{Min: corner, Max: corner.Add(image.Pt(side, side))}, draw.Src, nil)
	return out
}

// upright turns a square picture as its orientation says (Exif 2.32, tag
// 0x0112): 1 is upright already.
func upright(picture *image.NRGBA, orientation int) *image.NRGBA {
	if orientation < 2 || orientation > 8 {
		return picture
	}
	last := avatarSide - 1
	out := image.NewNRGBA(picture.Bounds())
	for y := range avatarSide {
		for x := range avatarSide {
			var from image.Point
			switch orientation {
			case 2:
				from = image.Pt(last-x, y)
			case 3:
				from = image.Pt(last-x, last-y)
			case 4:
				from = image.Pt(x, last-y)
			case 5:
				from = image.Pt(y, x)
			case 6:
				from = image.Pt(y, last-x)
			case 7:
				from = image.Pt(last-y, last-x)
			case 8:
				from = image.Pt(last-y, x)
			}
			out.SetNRGBA(x, y, picture.NRGBAAt(from.X, from.Y))
		}
	}
	return out
}

// encodeAvatar writes a PNG, or a JPEG where nothing shines through and that
// is smaller.
func encodeAvatar(picture *image.NRGBA) (mediaType string, data []byte, err error) {
	var lossless bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&lossless, picture); err != nil {
		return "", nil, err
	}
	if picture.Opaque() {
		var lossy bytes.Buffer
		if err := jpeg.Encode(&lossy, picture, &jpeg.Options{Quality: avatarQuality}); err != nil {
			return "", nil, err
		}
		if lossy.Len() < lossless.Len() {
			return "image/jpeg", lossy.Bytes(), nil
		}
	}
	return "image/png", lossless.Bytes(), nil
}

// orientation reads how a JPEG is to be turned; 1 where it does not say.
func orientation(data []byte) int {
	const (
		startOfImage = 0xffd8
		startOfScan  = 0xffda
		appOne       = 0xffe1
	)
	if len(data) < 4 || binary.BigEndian.Uint16(data) != startOfImage {
		return 1
	}
	for at := 2; at+4 <= len(data); {
		marker, length := binary.BigEndian.Uint16(data[at:]), int(binary.BigEndian.Uint16(data[at+2:]))
		if marker>>8 != 0xff || marker == startOfScan || length < 2 || at+2+length > len(data) {
			return 1
		}
		if segment := data[at+4 : at+2+length]; marker == appOne && bytes.HasPrefix(segment, []byte("Exif\x00\x00")) {
			return tiffOrientation(segment[6:])
		}
		at += 2 + length
	}
	return 1
}

// tiffOrientation looks for the orientation in the first directory of a TIFF
// header.
func tiffOrientation(tiff []byte) int {
	const tagOrientation, entrySize = 0x0112, 12
	var order binary.ByteOrder
	switch {
	case len(tiff) < 8:
		return 1
	case bytes.HasPrefix(tiff, []byte("II")):
		order = binary.LittleEndian
	case bytes.HasPrefix(tiff, []byte("MM")):
		order = binary.BigEndian
	default:
		return 1
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < entrySize {
			return 1
		}
		if order.Uint16(entries) == tagOrientation {
			return int(order.Uint16(entries[8:]))
		}
		entries = entries[entrySize:]
	}
	return 1
}
