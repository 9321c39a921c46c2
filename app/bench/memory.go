package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/valyala/fasthttp"

	"assay/app"
)

// Memory starts this program as a server of its own on the database and reads
// its resident memory: at rest, while 32 clients order and read pages, and
// after that.
func (b *Bench) Memory(ctx context.Context, url string) error {
	s := &shop{app: app.New(app.Config{Demo: true, AuditKey: make([]byte, 32)}, b.DB, b.Clock)}
	if err := s.fill(ctx); err != nil {
		return err
	}
	p, err := serveApart(ctx, url)
	if err != nil {
		return err
	}
	s.address, s.client = p.address, &fasthttp.HostClient{Addr: p.address, MaxConns: 64}
	err = b.watch(s, p)
	return errors.Join(err, p.stop())
}

func (b *Bench) watch(s *shop, p *server) error {
	if err := p.ready(); err != nil {
		return err
	}
	idle, err := p.rss()
	if err != nil {
		return err
	}
	most, stop, wait := idle, make(chan struct{}), sync.WaitGroup{}
	wait.Go(func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(50 * time.Millisecond):
				if now, err := p.rss(); err == nil {
					most = max(most, now)
				}
			}
		}
	})
	load, err := spin(32, 5*b.Seconds, b.Clock.Now, func(c, i int) error {
		if i%2 == 0 {
			return s.order((c*61 + i*7) % benchAgents)
		}
		return s.look(c % benchAgents)
	})
	close(stop)
	wait.Wait()
	if err != nil {
		return err
	}
	b.printf("\nmemory of a server on %s: %d MiB idle (asked: under 100), %d MiB at most under 32 clients at %.0f requests/s (asked: under 200)\n",
		b.DB.Dialect(), idle>>20, most>>20, load.PerSecond)
	return nil
}

// server is this program in a process of its own.
type server struct {
	address string
	cmd     *exec.Cmd
}

func serveApart(ctx context.Context, url string) (*server, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		return nil, err
	}
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, program, "serve", "--addr", address) //nolint:gosec // this very program
	cmd.Env = append(os.Environ(), "ASSAY_DB="+url, "ASSAY_ORIGIN=")
	return &server{address, cmd}, cmd.Start()
}

// ready waits until the server answers.
func (p *server) ready() error {
	var err error
	for range 100 {
		time.Sleep(100 * time.Millisecond)
		if _, _, err = fasthttp.Get(nil, "http://"+p.address+"/healthz"); err == nil {
			time.Sleep(2 * time.Second) // its jobs have looked around
			return nil
		}
	}
	return err
}

// rss is the memory that the kernel counts as resident.
func (p *server) rss() (int64, error) {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if value, ok := strings.CutPrefix(lines.Text(), "VmRSS:"); ok {
			kb, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(value, "kB")), 10, 64)
			return kb << 10, err
		}
	}
	return 0, errors.New("bench: the kernel tells no resident memory")
}

func (p *server) stop() error {
	return errors.Join(p.cmd.Process.Signal(syscall.SIGTERM), p.cmd.Wait())
}
