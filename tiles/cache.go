package tiles

import (
	"container/list"
	"context"
	"errors"
	"sync"
)

// A Cache keeps bytes that are costly to make, up to a bound, and lets the
// least recently used go first. What many ask for at once is made once.
type Cache struct {
	limit int64

	mu     sync.Mutex
	size   int64
	items  map[string]*list.Element // of *cached
	recent *list.List               // most recently used first
	making map[string]*making
}

type cached struct {
	key  string
	body []byte
}

// A making is bytes on their way; done is closed when they are there.
type making struct {
	done chan struct{}
	body []byte
	err  error
}

// NewCache returns a cache of so many bytes; 0 keeps nothing, but still lets
// those who ask at once share.
func NewCache(bytes int64) *Cache {
	return &Cache{limit: bytes, items: map[string]*list.Element{}, recent: list.New(), making: map[string]*making{}}
}

var errMaker = errors.New("tiles: making it failed")

// Get returns the bytes of key, made by f where they are not kept; hit says
// that they were. An error is given to all who wait, and not kept. Who waits
// stops when ctx is done.
func (c *Cache) Get(ctx context.Context, key string, f func() ([]byte, error)) (body []byte, hit bool, err error) {
	c.mu.Lock()
	if e, ok := c.items[key]; ok {
		c.recent.MoveToFront(e)
		body = e.Value.(*cached).body
		c.mu.Unlock()
		return body, true, nil
	}
	m, underway := c.making[key]
	if !underway {
		m = &making{done: make(chan struct{}), err: errMaker}
		c.making[key] = m
	}
	c.mu.Unlock()
	if !underway {
		c.make(key, m, f)
		return m.body, false, m.err
	}
	select {
	case <-m.done:
		return m.body, false, m.err
	case <-ctx.Done():
		return nil, false, ctx.Err()
	}
}

// make runs f; whatever becomes of it, a panic too, the waiting are told.
func (c *Cache) make(key string, m *making, f func() ([]byte, error)) {
	defer func() {
		c.mu.Lock()
		delete(c.making, key)
		if m.err == nil {
			c.keep(key, m.body)
		}
		c.mu.Unlock()
		close(m.done)
	}()
	m.body, m.err = f()
}

// overhead is about what an entry costs beside its bytes.
const overhead = 200

// keep is called under the lock, with a key that is not kept yet.
func (c *Cache) keep(key string, body []byte) {
	c.items[key] = c.recent.PushFront(&cached{key, body})
	c.size += int64(len(body)) + overhead
	for c.size > c.limit {
		last := c.recent.Remove(c.recent.Back()).(*cached)
		delete(c.items, last.key)
		c.size -= int64(len(last.body)) + overhead
	}
}
