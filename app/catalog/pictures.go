package catalog

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"image/jpeg"
	_ "image/png" // pictures come as JPEG or PNG
	"io"

	"golang.org/x/image/draw"
	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

const (
	maxPictureBytes  = 8 << 20
	maxPicturePixels = 40_000_000
	pictureSide      = 720 // of the stored picture, in pixels
	pictureQuality   = 82
)

// SetPicture gives an article its picture. What is stored is drawn anew at no
// more than 720 pixels a side, so that neither size nor metadata (where the
// photographer stood) nor a file in disguise travels on. Invalid on field
// picture when it is no JPEG or PNG, or too large.
func (s *Service) SetPicture(ctx context.Context, who models.Who, productID int64, file io.Reader) error {
	drawn, err := Redraw(file)
	if err != nil {
		return err
	}
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		p, err := ProductByID(tx.DB, productID)
		if err != nil {
			return err
		}
		return PutPicture(tx, at, who, p, drawn)
	})
}

// PutPicture is the step behind SetPicture.
func PutPicture(tx *db.Tx, at models.Moment, who models.Who, p models.Product, drawn Drawn) error {
	sum := sha256.Sum256(drawn)
	hash := hex.EncodeToString(sum[:])
	if _, err := tx.Change(`INSERT INTO pictures (hash, jpeg, added_at)
		SELECT ?, ?, ? FROM products WHERE id = ? AND NOT EXISTS (SELECT 1 FROM pictures WHERE hash = ?)`, hash, []byte(drawn), at.At, p.ID, hash); err != nil {
		return err
	}
	return putPicture(tx, at, who, p, hash)
}

// RemovePicture leaves the article without one; pages draw its category.
func (s *Service) RemovePicture(ctx context.Context, who models.Who, productID int64) error {
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		p, err := ProductByID(tx.DB, productID)
		if err != nil {
			return err
		}
		return putPicture(tx, at, who, p, "")
	})
}

func putPicture(tx *db.Tx, at models.Moment, who models.Who, p models.Product, hash string) error {
	if _, err := tx.Change("UPDATE products SET picture = ?, version = version + 1 WHERE id = ?", hash, p.ID); err != nil {
		return err
	}
	return audit.Write(tx, at, who, audit.Act{Action: "product.picture", SubjectKind: "product", SubjectID: p.ID, Subject: p.SKU,
		Detail: map[string]string{"before": p.Picture, "after": hash}})
}

// Picture is a stored picture as JPEG, by the hash of its bytes.
func Picture(q *gorm.DB, hash string) ([]byte, error) {
	var row struct {
		JPEG []byte `gorm:"column:jpeg"`
	}
	err := q.Raw("SELECT jpeg FROM pictures WHERE hash = ?", hash).Scan(&row).Error
	if err == nil && len(row.JPEG) == 0 {
		err = models.NotFound("picture")
	}
	return row.JPEG, err
}

// Drawn is a picture as it is stored.
type Drawn []byte

// Redraw reads a picture, its measures first: a small file may unfold to any
// size.
func Redraw(file io.Reader) (Drawn, error) {
	raw, err := io.ReadAll(io.LimitReader(file, maxPictureBytes+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > maxPictureBytes {
		return nil, models.Invalid("picture", "error.picture_too_large")
	}
	measures, _, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil || measures.Width < 1 || measures.Height < 1 {
		return nil, models.Invalid("picture", "error.picture_unreadable")
	}
	if measures.Width > maxPicturePixels/measures.Height {
		return nil, models.Invalid("picture", "error.picture_too_large")
	}
	read, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, models.Invalid("picture", "error.picture_unreadable")
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, onWhite(read), &jpeg.Options{Quality: pictureQuality}); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// onWhite scales the picture down to the stored size, on white where it is
// transparent.
func onWhite(read image.Image) image.Image {
	w, h := read.Bounds().Dx(), read.Bounds().Dy()
	if longer := max(w, h); longer > pictureSide {
		w, h = max(1, w*pictureSide/longer), max(1, h*pictureSide/longer)
	}
	to := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(to, to.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.CatmullRom.Scale(to, to.Bounds(), read, read.Bounds(), draw.Over, nil)
	return to
}
