package target

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A language says how numbers are written in it.
type language struct {
	group, point string // between thousands, and before decimals
	less, more   string // formats of "less than" and "more than"
}

var (
	english    = language{",", ".", "less than %s", "more than %s"}
	indonesian = language{".", ",", "kurang dari %s", "lebih dari %s"}
)

// count writes a whole number, 0 or more: 1,204 or 1.204.
func (l language) count(n int) string {
	digits := strconv.Itoa(n)
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(l.group)
		}
		b.WriteRune(d)
	}
	return b.String()
}

// counted writes a number with its noun, which is one or many.
func (l language) counted(n int, one, many string) string {
	return l.count(n) + " " + choose(n == 1, one, many)
}

// percent writes a share, 0 to 1: whole from 10 % on, else with one decimal;
// never 0 % or 100 % of what is neither.
func (l language) percent(share float64) string {
	switch p := 100 * share; {
	case p > 0 && p < .1:
		return fmt.Sprintf(l.less, l.decimal(.1)+"%")
	case p > 99 && p < 100:
		return fmt.Sprintf(l.more, "99%")
	case p < 10:
		return l.decimal(p) + "%"
	default:
		return l.decimal(math.Round(p)) + "%"
	}
}

// decimal writes a number with one decimal, or none where that is 0.
func (l language) decimal(x float64) string {
	text := strings.TrimSuffix(strconv.FormatFloat(x, 'f', 1, 64), ".0")
	return strings.Replace(text, ".", l.point, 1)
}
