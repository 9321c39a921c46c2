package loyalty

import (
	"context"
	"errors"
	"strconv"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/sheet"
	"assay/models"
)

// slipColumns are the headings of a file of sales, as people write them.
var slipColumns = map[string]string{
	"单号": "number", "小票号": "number", "销售日期": "sold_on", "日期": "sold_on", "会员": "member", "会员号": "member", "手机号": "member", "货号": "sku", "品名": "name", "类别": "category", "克重": "weight",
	"件数": "quantity", "数量": "quantity", "单价": "price", "折扣": "discount", "运费": "freight", "付款方式": "payment", "导购": "seller", "备注": "note",
}

// slipWords are what cells say in words.
var slipWords = map[string]string{"微信": "wechat", "支付宝": "alipay", "刷卡": "card", "银行卡": "card", "现金": "cash", "转账": "transfer", "其他": "other",
	"黄金": "gold", "K金": "k_gold", "铂金": "platinum", "钻石": "diamond", "翡翠": "jade", "珍珠": "pearl"}

// MostSlipRows is how many rows a file of sales may bring.
const MostSlipRows = 2_000

// ImportedSlips is what became of a file of sales: slips that were entered,
// slips that had been before, and rows that were not taken, by their line.
type ImportedSlips struct {
	Entered, Known int
	Rejected       []RejectedRow
}

// RejectedRow is a row of a file that was not taken, with the whole slip.
type RejectedRow struct {
	Line int
	Err  error
}

// slipFile are the rows of one slip of a file.
type slipFile struct {
	line int // of the first row
	rows []map[string]string
}

// Import enters the sales of a table with a heading at a store of the scope, in
// the order of the file; rows with the same number are one slip. A number counts
// once in its store, whether by file or by the till itself. A slip with a wrong
// row is not entered; the others are. It stops where the request ends.
func (s *Service) Import(ctx context.Context, who models.Who, scope models.Scope, storeID int64, table [][]string) (out ImportedSlips, err error) {
	heads, err := sheet.Heads(table, slipColumns, "error.slip_columns", "number", "sold_on", "price")
	if err != nil {
		return out, err
	}
	q := s.DB.Read(ctx)
	if err := checkStore(q, scope, storeID); err != nil {
		return out, err
	}
	for _, f := range slipFiles(heads, table[1:]) {
		in, err := s.fileSale(q, scope, storeID, f)
		if err == nil {
			err = s.importSlip(ctx, who, scope, in, &out)
		}
		var e *models.Error
		switch {
		case errors.As(err, &e) && e.Kind != models.KindUnavailable:
			out.Rejected = append(out.Rejected, RejectedRow{f.line, e})
		case err != nil:
			return out, err
		}
	}
	return out, nil
}

func (s *Service) importSlip(ctx context.Context, who models.Who, scope models.Scope, in SaleInput, out *ImportedSlips) error {
	var before int64
	if err := s.DB.Read(ctx).Raw("SELECT COUNT(*) FROM sales_slips WHERE source_key = ?", in.key()).Scan(&before).Error; err != nil {
		return err
	}
	if _, err := s.Sell(ctx, who, scope, in); err != nil {
		return err
	}
	if before > 0 {
		out.Known++
	} else {
		out.Entered++
	}
	return nil
}

// slipFiles puts the rows of each number together, in the order of the file.
func slipFiles(heads []string, rows [][]string) (files []*slipFile) {
	of := map[string]*slipFile{}
	for i, row := range rows {
		cells := map[string]string{}
		for at, head := range heads {
			if at < len(row) && row[at] != "" {
				cells[head] = row[at]
			}
		}
		if len(cells) == 0 {
			continue
		}
		f := of[cells["number"]]
		if f == nil || cells["number"] == "" {
			f = &slipFile{line: i + 2}
			of[cells["number"]] = f
			files = append(files, f)
		}
		f.rows = append(f.rows, cells)
	}
	return files
}

// word is what a cell means.
func word(cell string) string {
	if w, ok := slipWords[cell]; ok {
		return w
	}
	return cell
}

// fileSale is the sale that the rows of a file say.
func (s *Service) fileSale(q *gorm.DB, scope models.Scope, storeID int64, f *slipFile) (in SaleInput, err error) {
	first := f.rows[0]
	in = SaleInput{StoreID: storeID, Payment: word(first["payment"]), Note: first["note"], SourceKey: "till:" + first["number"]}
	if first["number"] == "" {
		return in, models.Invalid("number", "error.value_required")
	}
	if in.Payment == "" {
		in.Payment = models.Payments()[len(models.Payments())-1]
	}
	if in.SoldOn, err = models.ParseDate(first["sold_on"]); err != nil {
		return in, models.OnField(err, "sold_on")
	}
	if first["freight"] != "" {
		if in.FreightFen, err = models.ParseMoney(first["freight"]); err != nil {
			return in, models.OnField(err, "freight")
		}
	}
	if in.PersonID, err = sellerNamed(q, storeID, first["seller"]); err != nil {
		return in, err
	}
	if in.MemberID, err = s.fileMember(q, scope, first["member"]); err != nil {
		return in, err
	}
	for _, r := range f.rows {
		row := slipRow{SKU: r["sku"], Name: r["name"], Category: word(r["category"]), Pieces: r["quantity"], Weight: r["weight"], Price: r["price"], Discount: r["discount"]}
		if row.Pieces == "" {
			row.Pieces = "1"
		}
		l, err := row.line()
		if err != nil {
			return in, err
		}
		in.Lines = append(in.Lines, l)
	}
	return in, nil
}

// fileMember is the member that a file names by number or whole phone; 0 for an
// empty cell.
func (s *Service) fileMember(q *gorm.DB, scope models.Scope, text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	if s.MemberOf != nil {
		if id := s.MemberOf(q, text); id != 0 {
			return id, nil
		}
	}
	k, err := FindKnown(q, scope, text)
	return k.MemberID, err
}

// sellerNamed is the person of a store with a name; 0 for an empty cell.
func sellerNamed(q *gorm.DB, storeID int64, name string) (int64, error) {
	if name == "" {
		return 0, nil
	}
	people, err := SellersOf(q, models.Scope{Stores: []int64{storeID}})
	if err != nil {
		return 0, err
	}
	for _, p := range people {
		if p.Name == name || strconv.FormatInt(p.ID, 10) == name {
			return p.ID, nil
		}
	}
	return 0, models.Invalid("seller", "error.adviser_unknown")
}

// Seller is somebody who sells in a store.
type Seller struct {
	ID      int64
	StoreID int64
	Name    string
}

// SellersOf are the people who work in stores of a scope, by name.
func SellersOf(q *gorm.DB, scope models.Scope) (rows []Seller, err error) {
	cond, args := db.WithinStores(scope, "s")
	err = q.Raw("SELECT p.id, p.store_id, p.name FROM store_people p JOIN stores s ON s.id = p.store_id WHERE p.until_on IS NULL AND "+cond+" ORDER BY p.name, p.id", args...).Scan(&rows).Error
	return rows, err
}
