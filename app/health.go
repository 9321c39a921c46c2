package app

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"
)

// healthz answers as long as the process serves.
func (a *App) healthz(c *fiber.Ctx) error { return c.SendString("ok\n") }

// readyTime is how long the database may take before it counts as away.
const readyTime = 2 * time.Second

// readyz answers 200 when the database answers and Health has nothing against
// it, else 503. It says which of the two, and nothing about the inside.
func (a *App) readyz(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(c.UserContext(), readyTime)
	defer cancel()
	if err := a.DB.Ping(ctx); err != nil {
		return c.Status(fiber.StatusServiceUnavailable).SendString("database away\n")
	}
	if a.Health == nil {
		return c.SendString("ready\n")
	}
	if err := a.Health(ctx); err != nil {
		if a.Log != nil {
			a.Log.Error("not ready", "error", err.Error())
		}
		return c.Status(fiber.StatusServiceUnavailable).SendString("not ready\n")
	}
	return c.SendString("ready\n")
}
