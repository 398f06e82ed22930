package reach

import "sync"

// mostKept is how many answers of a kind are kept; when there are more, all go.
const mostKept = 64

// A memo keeps what was worked out, once for every question however many ask at
// the same time. What failed is not kept.
type memo[Q comparable, A any] struct {
	mu   sync.Mutex
	kept map[Q]func() (A, error)
}

// of returns the answer to q, which work makes where it is not kept.
func (m *memo[Q, A]) of(q Q, work func() (A, error)) (A, error) {
	m.mu.Lock()
	answer := m.kept[q]
	if answer == nil {
		if m.kept == nil || len(m.kept) >= mostKept {
			m.kept = map[Q]func() (A, error){}
		}
		answer = sync.OnceValues(work)
		m.kept[q] = answer
	}
	m.mu.Unlock()
	a, err := answer()
	if err != nil {
		m.mu.Lock()
		delete(m.kept, q)
		m.mu.Unlock()
	}
	return a, err
}
