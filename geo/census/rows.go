package census

import "iter"

// A Row is one family of a census.
type Row struct {
	Village int     // its place in Villages
	Key     uint32  // record key; 0 without
	Values  []int32 // of the properties asked for; [Unknown] where one is not known
}

// Rows yields every family with the properties named, for what no count of a
// sentence tells. What is yielded is overwritten by the next.
func (c *Census) Rows(properties ...string) iter.Seq[*Row] {
	columns := make([]*column, len(properties))
	for i, name := range properties {
		columns[i] = c.column(name)
	}
	return func(yield func(*Row) bool) {
		r := Row{Values: make([]int32, len(columns))}
		for atom, village := range c.atomVillage {
			r.Village = int(village)
			for row := c.atom[atom]; row < c.atom[atom+1]; row++ {
				if c.keys != nil {
					r.Key = c.keys[row]
				}
				for i, col := range columns {
					r.Values[i] = col.at(row)
				}
				if !yield(&r) {
					return
				}
			}
		}
	}
}

// at returns the value of a row; that of a column that is not there is unknown.
func (c *column) at(row uint32) (v int32) {
	word, bit := row>>6, row&63
	if c == nil || c.null != nil && c.null[word]>>bit&1 == 1 {
		return Unknown
	}
	for i, words := range c.slice {
		if words != nil {
			v |= int32(words[word]>>bit&1) << i
		}
	}
	return v
}
