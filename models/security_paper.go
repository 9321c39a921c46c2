package models

import (
	"bytes"
	"strings"
	"time"
)

// SecurityPaper is a document of a deposit or guarantee as it was uploaded.
type SecurityPaper struct {
	ID           int64
	SecurityID   int64
	AgentID      int64
	Name         string
	Media        string
	SizeBytes    int64
	SHA256       string `gorm:"column:sha256"`
	Content      []byte
	UploadedBy   string
	UploadedByID int64
	UploadedAt   time.Time
}

// MaxPaper is how many bytes a paper may have.
const MaxPaper = 5 << 20

// paperKinds are what a paper may be, told by how its bytes begin.
var paperKinds = []struct{ begins, media, ending string }{
	{"%PDF-", "application/pdf", "pdf"}, {"\x89PNG\r\n\x1a\n", "image/png", "png"}, {"\xff\xd8\xff", "image/jpeg", "jpg"}}

// CheckPaper tells what a paper is, by its bytes and whatever it is called, and
// how a file of it ends; invalid on field paper when it is empty, too large, or
// neither PDF nor PNG nor JPEG.
func CheckPaper(content []byte) (media, ending string, err error) {
	if len(content) > MaxPaper {
		return "", "", Invalid("paper", "error.file_too_large").With("Max", MaxPaper>>20)
	}
	for _, k := range paperKinds {
		if bytes.HasPrefix(content, []byte(k.begins)) {
			return k.media, k.ending, nil
		}
	}
	return "", "", Invalid("paper", "error.paper_kind")
}

// PaperName is the file's name with an ending that fits what it is, or that of
// the document that it belongs to when it has none.
func PaperName(name, number, ending string) string {
	if name = strings.TrimSpace(name); name == "" {
		name = number
	}
	if runes := []rune(name); len(runes) > 120 {
		name = string(runes[:120])
	}
	if low := strings.ToLower(name); !strings.HasSuffix(low, "."+ending) && (ending != "jpg" || !strings.HasSuffix(low, ".jpeg")) {
		name += "." + ending
	}
	return name
}
