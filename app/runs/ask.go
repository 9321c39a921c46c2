package runs

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"time"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Request is work that a person asks for. Kind is the job that does it, Input
// its small parameters, File what was uploaded for it.
type Request struct {
	Kind  string
	Key   string // from the form: the same key again is the same run
	Input any
	File  File
}

// File is an upload, kept until the run has long ended.
type File struct {
	Name    string
	Content []byte
}

// Asked is what a run was asked with.
type Asked struct {
	RunID      int64
	OwnerID    int64
	RequestKey string
	Input      string
	FileName   string
	CancelAt   *time.Time
}

// Ask enters a run that begins within a second or two, in this process or in
// another one, and returns its id. The same request again gets the first run.
func (s *Service) Ask(ctx context.Context, by models.Who, r Request) (id int64, err error) {
	input, err := json.Marshal(r.Input)
	if err != nil {
		return 0, err
	}
	at := s.Clock.Moment()
	key := db.Fingerprint([]any{by.ID, r.Kind, r.Key})
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		slot, err := ManualKey(tx, r.Kind, at.At)
		if err != nil {
			return err
		}
		rec := Record{Job: r.Kind, SlotKey: slot, AsOfOn: at.On, State: Waiting, Detail: "{}", RequestedBy: by.Name, RequestedAt: at.At}
		if err := tx.Create(&rec).Error; err != nil {
			return again(err)
		}
		id = rec.ID
		asked := Asked{RunID: id, OwnerID: by.ID, RequestKey: key, Input: string(input), FileName: cut(r.File.Name, 160)}
		if err := tx.Create(&asked).Error; err != nil {
			return err
		}
		return r.File.keep(tx, id)
	})
	if db.IsDuplicate(err) {
		err = s.DB.Read(ctx).Raw("SELECT run_id FROM run_requests WHERE request_key = ?", key).Scan(&id).Error
	}
	return id, err
}

// again numbers the run anew when another one got the number.
func again(err error) error {
	if db.IsDuplicate(err) {
		return db.ErrRetry
	}
	return err
}

// partSize keeps each statement well below what a server takes at once.
const partSize = 1 << 20

func (f File) keep(tx *db.Tx, runID int64) error {
	part := 0
	for piece := range slices.Chunk(f.Content, partSize) {
		part++
		if _, err := tx.Change("INSERT INTO run_files (run_id, part, content) VALUES (?, ?, ?)", runID, part, piece); err != nil {
			return err
		}
	}
	return nil
}

// Content is the upload of a run, written to out.
func Content(q *gorm.DB, runID int64, out io.Writer) error {
	return db.EachRow(q, "SELECT content FROM run_files WHERE run_id = ? ORDER BY part", func(scan db.Scan) error {
		var piece []byte
		err := scan(&piece)
		if err == nil {
			_, err = out.Write(piece)
		}
		return err
	}, runID)
}

// TableName is run_requests.
func (Asked) TableName() string { return "run_requests" }

// AskedOf is what a run was asked with; zero for one of the clock.
func AskedOf(q *gorm.DB, runID int64) (a Asked, err error) {
	err = q.Raw("SELECT * FROM run_requests WHERE run_id = ?", runID).Scan(&a).Error
	return a, err
}
