package imports_test

import (
	"os"
	"path/filepath"
	"testing"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/imports"
	"assay/models"
)

// Whatever a file holds, reading it ends, and ends without a panic: in rows,
// rejects or an error in words.
func FuzzFiles(f *testing.F) {
	for _, seed := range []string{agentsFile, "number,agent,date,due,amount\nI-1,A1,2026-01-10,2026-02-28,100\n", "agent;date;amount;invoices\nA1;2026/1/1;(1,234.50);A=1|B\n",
		"\ufeff发票号\t代理商\t日期\t金额\nX\tA\t2026年1月2日\t¥1\n", "\"a\nb\",c\n", "\xd6\xd0\xce\xc4,b\n1,2\n", "sku,name,weight,metal\nA,B,5.123g,au\n"} {
		for i := range imports.Nouns() {
			f.Add([]byte(seed), i)
		}
	}
	clock := apptest.NewClock("2026-06-01")
	s := &imports.Service{Clock: db.Clock{Now: clock.Now, Zone: apptest.Shanghai}}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, content []byte, noun int) {
		path := filepath.Join(dir, "file.csv")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		nouns := imports.Nouns()
		sum, err := s.Run(ctx, apptest.Finance, imports.File{Scope: models.Scope{All: true}, Path: path, Noun: nouns[uint(noun)%uint(len(nouns))], CheckOnly: true})
		if err != nil && models.KindOf(err) == "" {
			t.Fatalf("%q: %v", content, err)
		}
		if sum.Loaded != 0 || sum.Rejected > sum.Read {
			t.Fatalf("%q: %+v", content, sum)
		}
	})
}
