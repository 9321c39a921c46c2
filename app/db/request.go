package db

import "context"

type requestKey struct{}

// WithRequest carries the id of the HTTP request down to the trail.
func WithRequest(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey{}, id)
}

// RequestID is the request the context belongs to, "" for jobs and commands.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}
