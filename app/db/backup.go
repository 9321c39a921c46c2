package db

import (
	"context"
	"fmt"
	"os"

	"assay/models"
)

// ErrBackUpElsewhere says that a server's own tools back it up.
var ErrBackUpElsewhere = models.Invalid("", "error.backup_elsewhere")

// BackUp copies a SQLite database as it is at one moment into a new file,
// while others read and write. An existing file is an error; a copy that was
// not finished is removed.
func (d *DB) BackUp(ctx context.Context, file string) error {
	if d.dialect != "sqlite" {
		return ErrBackUpElsewhere
	}
	if _, err := os.Stat(file); err == nil {
		return fmt.Errorf("db: %s exists", file)
	}
	part := file + ".part"
	if err := d.vacuumInto(ctx, part); err != nil {
		os.Remove(part)
		return err
	}
	return os.Rename(part, file)
}

// vacuumInto runs on a connection of its own, so that no writer waits for it.
func (d *DB) vacuumInto(ctx context.Context, file string) error {
	conn, err := d.pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "PRAGMA query_only = 0"); err != nil {
		return err
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA query_only = 1") //nolint:errcheck // closing the pool sets it as well
	_, err = conn.ExecContext(ctx, "VACUUM INTO ?", file)
	return err
}
