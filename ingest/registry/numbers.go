package registry

import "strconv"

// numbers collects the cells of a workbook that hold a number where a NIK or KK
// should stand as text. A spreadsheet program keeps 15 digits of a number: one
// that ends in 0 may have been anything. Other programs write all 16; then, as
// in text, one in ten ends in 0.
type numbers struct {
	ends  Endings
	zeros map[uint64]bool // those that end in 0
}

// maxZeros bounds what is remembered; a file with so many shows itself as a whole.
const maxZeros = 1 << 20

// saw takes the value of a cell that is no text.
func (n *numbers) saw(value string) {
	if len(value) != 16 || !allDigits(value) || !dateExists(value) {
		return
	}
	n.ends.saw(endingOf(value, nil))
	if value[15] == '0' && len(n.zeros) < maxZeros {
		if n.zeros == nil {
			n.zeros = map[uint64]bool{}
		}
		n.zeros[number(value)] = true
	}
}

// rounded says whether those that end in 0 were rounded: all do, or more than
// chance makes.
func (n *numbers) rounded() bool {
	return n.ends.Zeros == n.ends.Numbers || n.ends.surprise(ofOne.share) >= unlikelyWord
}

// mark writes a number that was rounded as the spreadsheet program shows it, in
// scientific notation: so the reader knows it.
func (n *numbers) mark(cell *string) {
	s := trim(*cell)
	if len(s) == 16 && s[15] == '0' && allDigits(s) && n.zeros[number(s)] {
		*cell = s[:1] + "." + s[1:15] + "E+15"
	}
}

// number returns 16 digits as a number.
func number(digits string) uint64 {
	v, _ := strconv.ParseUint(digits, 10, 64)
	return v
}
