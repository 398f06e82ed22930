package disclose

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"
)

// A system is what an attacker can write down without knowing of networks: the
// unknown numbers are the families of every leaf in every village, and of every
// village without a cell; what is published are sums of them.
type system struct {
	unknowns int
	sum      [][]float64 // by arc of the flow: the sum that it stands for
	f        *flow
}

// newSystem writes down the system of a frame.
func newSystem(fr *frame, f *flow) *system {
	s := &system{f: f, sum: make([][]float64, len(f.flow))}
	unknown := map[int]int{}
	for a := range f.flow {
		if a >= fr.pieces || a >= fr.loose && fr.whole[a-fr.loose] {
			unknown[a] = s.unknowns
			s.unknowns++
		}
	}
	for a := range s.sum {
		s.sum[a] = make([]float64, s.unknowns)
	}
	for a, u := range unknown {
		s.sum[a][u] = 1
		village := fr.from[a] - 1
		for p := village; p >= 0; p = fr.up[p] {
			s.sum[p][u] = 1
			if a < fr.pieces && int(p) != int(village) {
				s.sum[fr.loose+int(p)-fr.cells][u] = 1
			}
		}
		if a >= fr.pieces {
			for p := fr.to[a] - 1; p >= 0; p = fr.up[p] {
				s.sum[p][u] = 1
			}
		}
	}
	return s
}

// enough is more than any interval is wide.
const enough = 1 << 40

// greatest returns the greatest (or least) value that the sum behind an arc can
// have, by the simplex method; infinite where there is none.
func (s *system) greatest(arc int32, up bool) (best float64, err error) {
	var rows [][]float64
	var right []float64
	slacks := 0
	add := func(a int, n float64, slack float64) {
		row := append(make([]float64, 0, s.unknowns+2*len(s.sum)), s.sum[a]...)
		for range slacks {
			row = append(row, 0)
		}
		if slack != 0 {
			row = append(row, slack)
			slacks++
		}
		rows, right = append(rows, row), append(right, n)
	}
	for a, standing := range s.f.standing {
		if standing == known {
			add(a, float64(s.f.flow[a]), 0)
			continue
		}
		least := s.f.least(int32(a))
		if int32(a) == arc { // whatever is shown of parts of it that are small
			least = s.f.flow[a] - s.f.own(2*arc+1, enough)
		}
		if least > 0 {
			add(a, float64(least), -1)
		}
		if s.f.high[a] < unbounded {
			add(a, float64(s.f.high[a]), 1)
		}
	}
	columns := s.unknowns + slacks
	for i := range rows {
		rows[i] = append(rows[i], make([]float64, columns-len(rows[i]))...)
	}
	rows, right = independent(rows, right)
	c := make([]float64, columns)
	for u, n := range s.sum[arc] {
		c[u] = n
		if up {
			c[u] = -n
		}
	}
	if len(rows) == 0 {
		if up {
			return math.Inf(1), nil
		}
		return 0, nil
	}
	a := mat.NewDense(len(rows), columns, nil)
	for i, row := range rows {
		a.SetRow(i, row)
	}
	best, _, err = lp.Simplex(c, a, right, 1e-9, nil)
	if errors.Is(err, lp.ErrUnbounded) {
		return math.Inf(1), nil
	}
	if up {
		best = -best
	}
	return best, err
}

// independent returns the rows without those that follow from others, and
// leaves out columns of nothing.
func independent(rows [][]float64, right []float64) (kept [][]float64, b []float64) {
	var reduced [][]float64
	for i, row := range rows {
		r := append([]float64(nil), row...)
		for _, q := range reduced {
			lead := leadOf(q)
			if f := r[lead] / q[lead]; f != 0 {
				for j := range r {
					r[j] -= f * q[j]
				}
			}
		}
		if leadOf(r) >= 0 {
			reduced, kept, b = append(reduced, r), append(kept, row), append(b, right[i])
		}
	}
	return kept, b
}

func leadOf(row []float64) int {
	for j, v := range row {
		if math.Abs(v) > 1e-9 {
			return j
		}
	}
	return -1
}

// The intervals that the network gives are those that a linear program finds
// from the published sums.
func TestIntervalsAgreeWithLinearProgramming(t *testing.T) {
	compared, unsolved := 0, 0
	for seed := range uint64(80) {
		t.Run("", func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 7))
			c := newWorld(10+rng.IntN(60), 1+rng.IntN(5), 0.01, rng).counts()
			m := lay(c.Cells, c.ByCell[c.Families], nil, step{k: 5})
			fr, err := newFrame(&c, m)
			if err != nil {
				t.Fatal(err)
			}
			f := scatter(fr, newSums(&c), []int{0, 2, 4, 8}[rng.IntN(4)], rng)
			s := newSystem(fr, f)
			for a := range f.flow {
				if f.standing[a] == known || rng.IntN(3) > 0 {
					continue
				}
				below, above, _ := f.interval(int32(a), enough)
				low, err := s.greatest(int32(a), false)
				high, err2 := s.greatest(int32(a), true)
				if err != nil || err2 != nil { // the solver gives up on some degenerate bases
					unsolved++
					continue
				}
				if n := float64(f.flow[a]); math.Abs(n-float64(below)-low) > 1e-6 || above < enough && math.Abs(n+float64(above)-high) > 1e-6 || above == enough && !math.IsInf(high, 1) {
					t.Fatalf("seed %d: arc %d lies in [%d, %d], by the simplex method in [%g, %g]", seed, a, f.flow[a]-below, f.flow[a]+above, low, high)
				}
				compared++
			}
		})
	}
	t.Logf("%d intervals agree, %d could not be solved", compared, unsolved)
	if compared < 300 || 20*unsolved > compared {
		t.Errorf("only %d intervals were compared, %d could not be solved", compared, unsolved)
	}
}

// scatter withholds a third of the places at random.
func scatter(fr *frame, s *sums, column int, rng *rand.Rand) *flow {
	drawn := fr.drawn(0)
	f := fr.trueFlow(column, drawn)
	for place := range fr.places {
		f.standing[place] = known
		if f.flow[place] > 0 && rng.IntN(3) == 0 {
			f.standing[place] = hidden
		}
	}
	s.bind(f, column, fr, func(int, int) bool { return rng.IntN(2) == 0 }, func(int) bool { return rng.IntN(2) == 0 })
	f.open()
	return f
}
