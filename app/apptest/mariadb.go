package apptest

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql" // the driver of the server under test

	"assay/app/db"
)

// Server is a private mariadbd in a temporary folder, listening on a free
// port of 127.0.0.1.
type Server struct {
	Dir  string
	Port int
	Cmd  *exec.Cmd
	args []string
}

var shared struct {
	once   sync.Once
	server *Server
	err    error
	n      int
	mu     sync.Mutex
	ready  chan prepared // the next migrated database: DDL takes longer than most tests
}

// prepared is a migrated database, or why there is none.
type prepared struct {
	url string
	err error
}

// migrated is a migrated database of the server; the next is begun at once.
func (s *Server) migrated() (string, error) {
	shared.mu.Lock()
	next := shared.ready
	shared.ready = make(chan prepared, 1)
	go func(ready chan prepared) {
		url, err := s.fresh()
		if err == nil {
			err = db.Migrate(context.Background(), url)
		}
		ready <- prepared{url, err}
	}(shared.ready)
	shared.mu.Unlock()
	if next == nil {
		return s.migrated()
	}
	p := <-next
	return p.url, p.err
}

// fresh is an empty database.
func (s *Server) fresh() (string, error) {
	shared.mu.Lock()
	shared.n++
	name := fmt.Sprintf("book%d", shared.n)
	shared.mu.Unlock()
	return s.Create(name)
}

// RequireEnv names the optional tools that must be present, for example
// "mariadb,chromium,poppler": then their absence fails instead of skipping.
const RequireEnv = "ASSAY_REQUIRE"

// Required tells whether the named optional tool is mandatory in this run.
func Required(tool string) bool {
	for _, t := range strings.Split(os.Getenv(RequireEnv), ",") {
		if t == tool {
			return true
		}
	}
	return false
}

// SkipWithout skips the test with a clear reason, or fails it where the tool
// is mandatory.
func SkipWithout(t testing.TB, tool, reason string) {
	t.Helper()
	if Required(tool) {
		t.Fatalf("%s is mandatory in this run: %s", tool, reason)
	}
	t.Skipf("skipped without %s: %s", tool, reason)
}

// StartServer starts a new mariadbd; extra are further server options.
// Stop it with Stop. The error tells when no mariadbd is installed.
func StartServer(extra ...string) (*Server, error) {
	bin, install, err := mariadbPrograms()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "assay-mariadb-")
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	// a server that starts clears its folder for temporary tables: another's, if it is everybody's
	if err := os.Mkdir(dir+"/tmp", 0o700); err != nil {
		return nil, err
	}
	out, err := exec.Command(install, "--no-defaults", "--tmpdir="+dir+"/tmp", "--datadir="+dir+"/data", "--auth-root-authentication-method=normal",
		"--skip-test-db", "--skip-name-resolve", "--innodb-log-file-size=8M", "--user="+userName()).CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("mariadb-install-db: %w\n%s", err, out)
	}
	s := &Server{Dir: dir, Port: port, args: append([]string{bin, "--no-defaults", "--tmpdir=" + dir + "/tmp", "--datadir=" + dir + "/data",
		"--socket=" + dir + "/s", "--pid-file=" + dir + "/pid", "--port=" + fmt.Sprint(port), "--bind-address=127.0.0.1",
		"--innodb-log-file-size=64M", "--innodb-buffer-pool-size=256M", "--skip-name-resolve", "--user=" + userName(),
		"--character-set-server=utf8mb4", "--max-connections=300"}, extra...)}
	return s, s.Start()
}

// Start launches the server process on its data and waits until it answers.
func (s *Server) Start() error {
	s.Cmd = exec.Command(s.args[0], s.args[1:]...)
	s.Cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	log, err := os.Create(filepath.Join(s.Dir, "log"))
	if err != nil {
		return err
	}
	s.Cmd.Stdout, s.Cmd.Stderr = log, log
	if err := s.Cmd.Start(); err != nil {
		return err
	}
	pool, err := sql.Open("mysql", s.root(""))
	if err != nil {
		return err
	}
	defer pool.Close()
	for range 600 {
		if pool.Ping() == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("mariadbd on port %d does not answer; see %s/log", s.Port, s.Dir)
}

// Kill ends the server without warning, as a power cut would.
func (s *Server) Kill() {
	s.Cmd.Process.Kill()
	s.Cmd.Wait()
}

// Stop kills the server and removes its data.
func (s *Server) Stop() {
	s.Kill()
	os.RemoveAll(s.Dir)
}

// Create makes a fresh database and returns its URL for db.Open.
func (s *Server) Create(name string) (string, error) {
	pool, err := sql.Open("mysql", s.root(""))
	if err != nil {
		return "", err
	}
	defer pool.Close()
	_, err = pool.ExecContext(context.Background(), "CREATE DATABASE "+name+" CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci")
	return "mysql://" + s.root(name), err
}

func (s *Server) root(name string) string {
	return fmt.Sprintf("root@tcp(127.0.0.1:%d)/%s", s.Port, name)
}

// sharedServer is one server per test process, which need not survive a power
// cut. It dies with the process.
func sharedServer() (*Server, error) {
	shared.once.Do(func() {
		shared.server, shared.err = StartServer("--innodb-flush-log-at-trx-commit=0", "--skip-log-bin", "--innodb-flush-method=nosync", "--innodb-doublewrite=0", "--sync-frm=0", "--innodb-file-per-table=0")
	})
	return shared.server, shared.err
}

// StopShared ends the shared server; call it at the end of TestMain.
func StopShared() {
	if shared.server != nil {
		shared.server.Stop()
	}
}

func mariadbPrograms() (server, install string, err error) {
	for _, dir := range []string{"/usr/sbin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"} {
		if _, e := os.Stat(filepath.Join(dir, "mariadbd")); e == nil && server == "" {
			server = filepath.Join(dir, "mariadbd")
		}
	}
	if server == "" {
		return "", "", fmt.Errorf("no mariadbd found")
	}
	install, err = exec.LookPath("mariadb-install-db")
	return server, install, err
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func userName() string {
	if os.Getuid() == 0 {
		return "root"
	}
	return os.Getenv("USER")
}
