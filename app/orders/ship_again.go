package orders

import (
	"context"

	"assay/app/db"
	"assay/models"
)

// ships tells whether the input asks for what a delivery holds.
func (in ShipInput) ships(lines []models.ShipmentLine) bool {
	asked := map[int]ShipLine{}
	for _, l := range in.Lines {
		asked[l.LineNo] = l
	}
	for _, l := range lines {
		if a := asked[l.LineNo]; a.Quantity != l.Quantity || a.Weight != 0 && a.Weight != l.ActualWeightMg {
			return false
		}
	}
	return len(asked) == len(lines)
}

// sameShipment is the first delivery with the key, or ErrKeyReused.
func (s *Service) sameShipment(ctx context.Context, in ShipInput) (Shipped, bool, error) {
	q := s.DB.Read(ctx)
	var out Shipped
	if err := q.Raw("SELECT * FROM shipments WHERE order_id = ? AND request_key = ?", in.OrderID, in.RequestKey).Scan(&out.Shipment).Error; err != nil || out.Shipment.ID == 0 {
		return out, false, err
	}
	var lines []models.ShipmentLine
	if err := q.Raw("SELECT * FROM shipment_lines WHERE shipment_id = ? ORDER BY line_no", out.Shipment.ID).Scan(&lines).Error; err != nil {
		return out, false, err
	}
	if out.Shipment.DeliveredOn != in.DeliveredOn || !in.ships(lines) {
		return out, false, db.ErrKeyReused
	}
	if err := q.Omit("PDF").Where("shipment_id = ?", out.Shipment.ID).Take(&out.Invoice).Error; err != nil {
		return out, false, err
	}
	var err error
	out.Order, err = ByID(q, in.OrderID)
	return out, true, err
}
