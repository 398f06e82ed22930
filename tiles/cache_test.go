package tiles

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestCacheMakesOnceForAll(t *testing.T) {
	c := NewCache(1 << 20)
	var made atomic.Int32
	release := make(chan struct{})
	var all sync.WaitGroup
	for range 1000 {
		all.Go(func() {
			body, _, err := c.Get(context.Background(), "k", func() ([]byte, error) {
				made.Add(1)
				<-release
				return []byte("tile"), nil
			})
			if err != nil || string(body) != "tile" {
				t.Errorf("Get = %q, %v", body, err)
			}
		})
	}
	time.Sleep(10 * time.Millisecond)
	close(release)
	all.Wait()
	if made.Load() != 1 {
		t.Errorf("made %d times, want once", made.Load())
	}
}

func TestCacheStaysInItsBound(t *testing.T) {
	c := NewCache(10 * (1000 + overhead))
	get := func(key string) bool {
		_, hit, err := c.Get(context.Background(), key, func() ([]byte, error) { return make([]byte, 1000), nil })
		if err != nil {
			t.Fatal(err)
		}
		return hit
	}
	for i := range 100 {
		get(strconv.Itoa(i))
		get("0") // in use all the time
		if c.size > c.limit {
			t.Fatalf("%d bytes kept, limit %d", c.size, c.limit)
		}
	}
	for key, want := range map[string]bool{"0": true, "99": true, "50": false} {
		if hit := get(key); hit != want {
			t.Errorf("kept %q: %v, want %v", key, hit, want)
		}
	}
}

func TestCacheOfNothing(t *testing.T) {
	c := NewCache(0)
	for range 2 {
		if _, hit, err := c.Get(context.Background(), "k", func() ([]byte, error) { return nil, nil }); hit || err != nil {
			t.Errorf("Get: hit %v, %v", hit, err)
		}
	}
}

func TestCacheForgetsErrors(t *testing.T) {
	c := NewCache(1 << 20)
	broken := errors.New("broken")
	if _, _, err := c.Get(context.Background(), "k", func() ([]byte, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Errorf("Get = %v, want %v", err, broken)
	}
	if body, _, err := c.Get(context.Background(), "k", func() ([]byte, error) { return []byte("fine"), nil }); string(body) != "fine" || err != nil {
		t.Errorf("Get after an error = %q, %v", body, err)
	}
}

// A maker that panics, and a client that goes away, leave nobody waiting for ever.
func TestCacheNeverHangs(t *testing.T) {
	c := NewCache(1 << 20)
	inside, release := make(chan struct{}), make(chan struct{})
	go func() {
		defer func() { _ = recover() }()
		_, _, _ = c.Get(context.Background(), "k", func() ([]byte, error) {
			close(inside)
			<-release
			panic("of the maker")
		})
	}()
	<-inside
	gone, leave := context.WithCancel(context.Background())
	leave()
	if _, _, err := c.Get(gone, "k", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Get of a client that left = %v", err)
	}
	waiting := make(chan error)
	go func() {
		_, _, err := c.Get(context.Background(), "k", func() ([]byte, error) { return nil, errMaker })
		waiting <- err
	}()
	time.Sleep(time.Millisecond)
	close(release)
	if err := <-waiting; !errors.Is(err, errMaker) {
		t.Errorf("Get of a panicking maker = %v", err)
	}
}
