package app_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/auth"
	"assay/app/db"
	"assay/models"
)

// upload sends a file in a field of a form.
func (x *world) upload(t *testing.T, p person, target, field, name string, content []byte) int {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	require.NoError(t, w.WriteField("_csrf", auth.FormToken(p.session)))
	part, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="` + field + `"; filename="` + name + `"`}, "Content-Type": {"image/jpeg"}})
	require.NoError(t, err)
	_, err = part.Write(content)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	r := httptest.NewRequest(http.MethodPost, target, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Cookie", "lang=en; assay="+p.session)
	resp, err := x.app.Web.App.Test(r, -1)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	return resp.StatusCode
}

// photo is a JPEG with what a camera writes into it.
func photo(t *testing.T, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	drawn := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range drawn.Pix {
		drawn.Pix[i] = byte(i)
	}
	drawn.Set(0, 0, color.White)
	require.NoError(t, jpeg.Encode(&b, drawn, nil))
	gps := []byte("Exif\x00\x00GPSLatitude 31.2304")
	marked := append([]byte{0xff, 0xd8, 0xff, 0xe1, 0, byte(len(gps) + 2)}, gps...)
	return append(marked, b.Bytes()[2:]...)
}

// A picture is stored small and without the place where it was taken; what is
// no picture is refused.
func TestAPictureIsDrawnAnew(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		x := newWorld(t, d)
		p := x.enterForAll(t, models.RoleSalesManager)
		require.Equal(t, 303, x.upload(t, p, "/sales/products/2/picture", "picture", "ring.jpg", photo(t, 1440, 720)))
		page := send(t, x.app.Web, p, "GET", "/sales/products/2", nil).body
		at := strings.Index(page, "/pictures/")
		require.Positive(t, at)
		buyer := x.enter(t, models.RoleAgentBuyer)
		got := send(t, x.app.Web, buyer, "GET", page[at:at+len("/pictures/")+64], nil)
		require.Equal(t, 200, got.status)
		require.Equal(t, "image/jpeg", got.header.Get("Content-Type"))
		require.Contains(t, got.header.Get("Cache-Control"), "immutable")
		stored, err := jpeg.DecodeConfig(strings.NewReader(got.body))
		require.NoError(t, err)
		require.Equal(t, [2]int{720, 360}, [2]int{stored.Width, stored.Height})
		require.NotContains(t, got.body, "GPSLatitude")
		require.Contains(t, send(t, x.app.Web, buyer, "GET", "/agent/order", nil).body, `src="/pictures/`)

		bomb := photo(t, 8, 8)
		at = bytes.Index(bomb, []byte{0xff, 0xc0})
		copy(bomb[at+5:], []byte{0xff, 0xff, 0xff, 0xff}) // says that it is 65535 × 65535
		for name, content := range map[string][]byte{"text": []byte("<svg onload=alert(1)>"), "nothing": {}, "cut": photo(t, 100, 100)[:200], "bomb": bomb, "large": make([]byte, 9<<20)} {
			require.Equal(t, 422, x.upload(t, p, "/sales/products/2/picture", "picture", "x.jpg", content), name)
		}
		require.Equal(t, 303, send(t, x.app.Web, p, "POST", "/sales/products/2/picture", p.form("do", "remove")).status)
		require.NotContains(t, send(t, x.app.Web, p, "GET", "/sales/products/2", nil).body, "/pictures/")
	})
}

// From nothing to an order: a new house makes its regions, metals, price lists
// and people through its pages.
func TestANewHouseIsFurnishedThroughItsPages(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		x := newWorld(t, d)
		admin, boss := x.enterForAll(t, models.RoleAdmin), x.enterForAll(t, models.RoleSalesManager)
		post := func(p person, target string, values ...string) reply {
			return send(t, x.app.Web, p, "POST", target, p.form(values...))
		}
		require.Equal(t, 303, post(admin, "/admin/regions", "code", "north", "name_zh", "华北", "name_en", "North").status)
		require.Equal(t, 422, post(admin, "/admin/regions", "code", "north", "name_zh", "又一个", "name_en", "Again").status)
		require.Equal(t, 422, post(admin, "/admin/regions", "code", "x", "name_zh", "", "name_en", "").status)
		page := send(t, x.app.Web, admin, "GET", "/admin/regions", nil).body
		require.Contains(t, page, "North")
		require.Equal(t, 403, send(t, x.app.Web, boss, "GET", "/admin/regions", nil).status)

		require.Equal(t, 303, post(boss, "/sales/metals", "metal_code", "pd950", "metal_name_zh", "钯金", "metal_name_en", "Palladium").status)
		require.Equal(t, 422, post(boss, "/sales/metals", "metal_code", "PD 950", "metal_name_zh", "钯金", "metal_name_en", "Palladium").status)
		require.Equal(t, 303, post(boss, "/sales/metals/pd950/price", "price", "300").status)

		made := post(boss, "/sales/price-lists", "list_code", "VIP", "list_name_zh", "贵宾", "list_name_en", "VIP", "list_discount", "2.5")
		require.Equal(t, 303, made.status, made.body)
		list := made.header.Get("Location")
		require.Equal(t, 422, post(boss, "/sales/price-lists", "list_code", "VIP", "list_name_zh", "贵宾", "list_name_en", "VIP", "list_discount", "2").status)
		require.Equal(t, 422, post(boss, "/sales/price-lists", "list_code", "E2", "list_name_zh", "E", "list_name_en", "E", "list_grade", "E", "list_discount", "2").status, "the grade has a list")
		require.Equal(t, 303, post(boss, list+"/prices", "sku", "yuan", "kind", "fixed", "value", "0.90").status)
		require.Equal(t, 422, post(boss, list+"/prices", "sku", "nothing", "kind", "fixed", "value", "0.90").status)
		require.Equal(t, 422, post(boss, list+"/prices", "sku", "YUAN", "kind", "discount", "value", "100").status)
		require.Contains(t, send(t, x.app.Web, boss, "GET", list, nil).body, "YUAN")

		edit := "/sales/agents/1/edit"
		id := list[strings.LastIndex(list, "/")+1:]
		version := "1"
		values := []string{"version", version, "name_zh", "东方", "kind", "agent", "region_id", fmt.Sprint(x.book.Region.ID), "grade", "A", "price_list_id", id}
		require.Equal(t, 422, post(boss, edit, append(values, "salesperson_id", "999999")...).status)
		saved := post(boss, edit, append(values, "salesperson_id", fmt.Sprint(boss.user.ID))...)
		require.Equal(t, 303, saved.status, saved.body)
		buyer := x.enter(t, models.RoleAgentBuyer)
		require.Contains(t, send(t, x.app.Web, buyer, "GET", "/agent/order", nil).body, "0.90", "the agent is priced by its list")
		require.Equal(t, 303, post(boss, list+"/prices", "sku", "YUAN", "do", "remove").status)
		require.Equal(t, 404, post(boss, list+"/prices", "sku", "YUAN", "do", "remove").status)

		require.Equal(t, 303, post(boss, "/sales/agents/1/stores", "store_code", "S1", "store_name_zh", "湖滨店").status)
		require.Equal(t, 303, post(boss, "/sales/agents/1/staff", "staff_store", "1", "staff_name", "周小满", "staff_title", "店长").status)
		require.Equal(t, 422, post(boss, "/sales/agents/1/staff", "staff_store", "1", "staff_name", "").status)
		require.Equal(t, 404, post(boss, "/sales/agents/2/staff", "staff_store", "1", "staff_name", "别家").status, "another agent's store")
		require.Contains(t, send(t, x.app.Web, boss, "GET", "/sales/agents/1?tab=register", nil).body, "周小满")
		var person string
		require.NoError(t, x.app.DB.Read(t.Context()).Raw("SELECT id FROM store_people WHERE name = '周小满'").Scan(&person).Error)
		require.Equal(t, 404, post(boss, "/sales/agents/2/staff", "person_id", person).status)
		require.Equal(t, 303, post(boss, "/sales/agents/1/staff", "person_id", person).status)
		require.NotContains(t, send(t, x.app.Web, boss, "GET", "/sales/agents/1?tab=register", nil).body, "周小满")
	})
}
