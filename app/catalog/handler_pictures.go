package catalog

import (
	"fmt"

	"assay/app/web"
	"assay/models"
)

// Picture gives an article a picture from a file, or takes it away.
func (p SalesPages) Picture(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if c.Value("do") == "remove" {
		err = p.RemovePicture(c.UserContext(), c.Actor.Who(), id)
	} else {
		err = p.takePicture(c, id)
	}
	if models.KindOf(err) == models.KindInvalid {
		return p.article(c, id, err)
	}
	if err != nil {
		return err
	}
	return c.Redirect(fmt.Sprintf("/sales/products/%d", id), "product.flash_picture")
}

func (p SalesPages) takePicture(c *web.Ctx, id int64) error {
	head, err := c.FormFile("picture")
	if err != nil {
		return models.Invalid("picture", "error.file_missing")
	}
	file, err := head.Open()
	if err != nil {
		return err
	}
	defer file.Close()
	return p.SetPicture(c.UserContext(), c.Actor.Who(), id, file)
}

// Stored answers with a picture. Its address is the hash of its bytes, so a
// browser may keep it for good.
func (p SalesPages) Stored(c *web.Ctx) error {
	jpeg, err := Picture(p.DB.Read(c.UserContext()), c.Params("hash"))
	if err != nil {
		return err
	}
	c.Set("Content-Type", "image/jpeg")
	c.Set("Cache-Control", "private, max-age=31536000, immutable")
	return c.Send(jpeg)
}
