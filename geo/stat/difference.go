package stat

import "math"

// Newcombe returns the interval of the difference a − b of two shares, −1 to 1,
// at a level such as 0.95: the hybrid of their score intervals ([Wilson]), which
// keeps within −1 and 1 and says something of 0 out of 10 too. It takes the two
// as independent. Where the same people stand in both the true interval is
// narrower if the cases of one are rather those of the other (one question asked
// twice), and wider if they exclude each other. For ok see [Wilson].
//
// Newcombe (1998), Statistics in Medicine 17, 873–890, method 10.
func Newcombe(a, b Rate, level float64) (i Interval, ok bool) {
	of, ok := Wilson(a, level)
	from, known := Wilson(b, level)
	if !ok || !known {
		return Interval{}, false
	}
	return Difference(a.Share(), of, b.Share(), from), true
}

// Difference returns the interval of the difference a − b of two independent
// quantities that have an interval each, wherever these come from: the square
// root of the squares of how far each reaches to the side that counts.
//
// Zou and Donner (2008), Statistics in Medicine 27, 1693–1702.
func Difference(a float64, of Interval, b float64, from Interval) Interval {
	return Interval{
		Low:  a - b - math.Hypot(a-of.Low, from.High-b),
		High: a - b + math.Hypot(of.High-a, b-from.Low),
	}
}
