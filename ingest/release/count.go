package release

import (
	"fmt"
	"slices"

	"tepat/geo/area"
	"tepat/geo/census"
	"tepat/geo/cql2"
	"tepat/geo/disclose"
	"tepat/geo/poverty"
)

// count counts every sentence of the indicators once, by cell and by area.
func count(families *census.Census, areas []area.Area, indicators []poverty.Indicator, properties cql2.Properties) (disclose.Counts, error) {
	s := sentences{families: families, properties: properties, column: map[string]int{}}
	c := disclose.Counts{Indicators: indicators, Cells: families.Cells(), Areas: disclose.SortAreas(areas)}
	var err error
	if c.Families, err = s.count("TRUE"); err != nil {
		return c, err
	}
	for _, i := range indicators {
		n, err := s.count(i.Numerator)
		if err != nil {
			return c, fmt.Errorf("indicator %q: numerator: %w", i.ID, err)
		}
		d, err := s.count(i.Denominator)
		if err != nil {
			return c, fmt.Errorf("indicator %q: denominator: %w", i.ID, err)
		}
		c.Numerator, c.Denominator = append(c.Numerator, n), append(c.Denominator, d)
	}
	c.ByCell, c.ByAtom, c.Persons, c.Keys = s.byCell, s.byAtom, s.persons, s.keys
	tree, err := newTree(c.Areas, families.Villages())
	if err != nil {
		return c, err
	}
	for _, byVillage := range s.byVillage {
		c.ByArea = append(c.ByArea, tree.climb(byVillage))
	}
	for _, a := range families.Atoms() {
		c.Atoms = append(c.Atoms, disclose.Atom{Cell: a.Cell, Area: int32(tree.into[a.Village][0])})
	}
	return c, nil
}

// sentences counts each different sentence in a column of its own.
type sentences struct {
	families   *census.Census
	properties cql2.Properties
	column     map[string]int // by canonical text
	byCell     [][]uint32
	byVillage  [][]uint32
	byAtom     [][]uint32
	persons    [][]uint32
	keys       [][]uint32
}

// count returns the column that holds the sentence's counts.
func (s *sentences) count(text string) (int, error) {
	e, err := cql2.Parse(text, s.properties)
	if err != nil {
		return 0, err
	}
	column, counted := s.column[e.String()]
	if counted {
		return column, nil
	}
	where, err := s.families.Where(e)
	if err != nil {
		return 0, err
	}
	column = len(s.byCell)
	s.column[e.String()] = column
	s.byCell = append(s.byCell, s.families.ByCell(where))
	s.byVillage = append(s.byVillage, s.families.ByVillage(where))
	s.byAtom = append(s.byAtom, s.families.ByAtom(where))
	// A family of whom the members are not known has one at least.
	s.persons = append(s.persons, s.families.SumByAtom(where, "members", 1))
	if keys := s.families.KeysByAtom(where); keys != nil {
		s.keys = append(s.keys, keys)
	}
	return column, nil
}

// A tree knows into which areas the count of a village goes.
type tree struct {
	areas int
	into  [][]int // by place of the village in the census: itself and the areas above
}

func newTree(areas []area.Area, villages []int32) (tree, error) {
	byID, byCode := map[int32]int{}, map[area.Code]int{}
	for i, a := range areas {
		byCode[a.Code] = i
		if a.Level == area.Village {
			byID[a.ID] = i
		}
	}
	t := tree{areas: len(areas), into: make([][]int, len(villages))}
	for v, id := range villages {
		at, known := byID[id]
		if !known {
			return t, fmt.Errorf("village %d of the register is not among the areas", id)
		}
		for t.into[v] = []int{at}; areas[at].Parent != ""; t.into[v] = append(t.into[v], at) {
			above, known := byCode[areas[at].Parent]
			if !known || slices.Contains(t.into[v], above) {
				return t, fmt.Errorf("area %s: the area above, %s, is not among the areas", areas[at].Code, areas[at].Parent)
			}
			at = above
		}
	}
	return t, nil
}

// climb adds the counts of the villages up in every area.
func (t tree) climb(byVillage []uint32) []uint32 {
	out := make([]uint32, t.areas)
	for v, n := range byVillage {
		for _, at := range t.into[v] {
			out[at] += n
		}
	}
	return out
}
