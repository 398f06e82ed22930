package store

import (
	"context"
	"encoding/binary"
	"math"
	"time"

	"tepat/geo/census"
	"tepat/geo/hex"
	"tepat/geo/poverty"

	"github.com/jackc/pgx/v5"
)

// merging yields lists and records family by family: first the lists that the
// family is on, then its records in the order in which their word counts. Of
// two records in one registry the newer counts, then the poorer; the id, which
// differs from key to key, decides only between records that are alike.
//
// What a row says of programmes is a place, counted from 1: of a list among
// @names, of a record's flags in the order of answering.
const merging = `
	select coalesce(s.same_as, m.family) as family, 0::smallint as rank, null::date as since, null::bigint as id,
		null::bigint as h3, null::integer as village, null::smallint as desil, null::smallint as head_sex,
		null::date as head_birth, null::smallint as members, null::boolean as dukcapil_match, null::integer as housing,
		null::integer as consumption, null::date as held,
		l.said::integer as said
	from register.membership m
	join unnest(@names::text[], @dates::date[]) with ordinality as l (programme, as_of, said) using (programme, as_of)
	left join register.same_family s using (family)
	union all
	select coalesce(s.same_as, h.family), coalesce(array_position(@registries::text[], h.registry), 1000)::smallint,
		h.since, h.id, h.h3, h.village, h.desil, (case h.head_sex when 'F' then 0 when 'M' then 1 end)::smallint,
		h.head_birth, h.members, h.dukcapil_match, h.housing, h.consumption,
		greatest(e.as_of, h.since), f.said::integer
	from register.household h
	left join register.edition e on e.registry = h.registry and e.village = h.village
	join (select id, row_number() over (order by receives, receives_not) as said from register.flags) f on f.id = h.flags
	left join register.same_family s using (family)
	order by family, rank, since desc, desil, village, h3, head_sex, head_birth, members, said, housing, consumption, id`

// answering lists what records say of programmes in the order of merging.
const answering = `select receives, receives_not from register.flags order by receives, receives_not`

// The columns of merging that a merger reads.
const (
	inFamily    = 0
	inRank      = 1
	inCell      = 4
	inVillage   = 5
	inDesil     = 6
	inHeadSex   = 7
	inHeadBirth = 8
	inMembers   = 9
	inDukcapil  = 10
	inHousing   = 11
	inConsumed  = 12
	inHeld      = 13
	inSaid      = 14
)

// The places of a family's properties in [poverty.Catalogue.Family].
const (
	atDesil = iota
	atHeadSex
	atHeadAge
	atMembers
	atLocated
	atDukcapil
	atDataAge
	atDiscordant
	atProgrammeCount
	atConsumption
	atHousing
	atProgrammes = atHousing + len(poverty.Questions)
)

// A merger makes one row of the census of all records of a family.
type merger struct {
	builder    *census.Builder
	programmes []poverty.Programme
	lists      lists
	ground     ground
	asOf       time.Time
	unmatched  map[string]int            // families on a list and in no registry, by programme
	answers    []programmesOf            // of the register's flags
	key        func(family int64) uint32 // nil where none is wanted

	// The family in hand.
	family  int64
	rows    int
	records int
	cell    hex.Cell
	village int32
	values  []int32
	onList  []bool // by programme
	held    int32  // day of the newest edition that holds it
	poor    []int8 // by the rank of the registry, whether that has it in desil 1 to 4: 1 yes, −1 no
}

// programmesOf are the places in the catalogue of the programmes of an answer.
type programmesOf struct{ received, notReceived []int }

func newMerger(catalogue *poverty.Catalogue, l lists, g ground, asOf time.Time) *merger {
	family := catalogue.Family()
	m := &merger{
		builder: census.NewBuilder(family), programmes: catalogue.Programmes, lists: l, ground: g, asOf: asOf,
		unmatched: map[string]int{}, values: make([]int32, len(family)), onList: make([]bool, len(catalogue.Programmes)),
		poor: make([]int8, len(poverty.Registries)+1),
	}
	for p, listed := range l.listed {
		if listed {
			m.unmatched[m.programmes[p].ID] = 0
		}
	}
	return m
}

// read takes the whole register. Rows are decoded by hand: there are millions,
// and nothing of them outlives the next.
func (m *merger) read(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, `set local work_mem = '256MB'`); err != nil {
		return err
	}
	if err := m.readAnswers(ctx, tx); err != nil {
		return err
	}
	rows, err := tx.Query(ctx, merging, pgx.QueryResultFormats{pgx.BinaryFormatCode}, pgx.StrictNamedArgs{
		"names": m.lists.names, "dates": m.lists.dates, "registries": registryNames(),
	})
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := m.take(rows.RawValues()); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return m.end()
}

func (m *merger) readAnswers(ctx context.Context, tx pgx.Tx) error {
	rows, _ := tx.Query(ctx, answering)
	var receives, receivesNot []string
	_, err := pgx.ForEachRow(rows, []any{&receives, &receivesNot}, func() error {
		m.answers = append(m.answers, programmesOf{m.lists.places(receives), m.lists.places(receivesNot)})
		return nil
	})
	return err
}

func registryNames() (names []string) {
	for _, r := range poverty.Registries {
		names = append(names, string(r))
	}
	return names
}

// take adds a row to its family.
func (m *merger) take(row [][]byte) error {
	if family := int64(binary.BigEndian.Uint64(row[inFamily])); m.rows == 0 || family != m.family {
		if err := m.end(); err != nil {
			return err
		}
		m.begin(family)
	}
	m.rows++
	if row[inRank][1]|row[inRank][0] == 0 {
		m.onList[m.lists.programme[m.lists.names[placeIn(row[inSaid])]]] = true
		return nil
	}
	m.takeRecord(row)
	return nil
}

func (m *merger) begin(family int64) {
	m.family, m.rows, m.records, m.cell, m.village = family, 0, 0, 0, 0
	for i := range m.values {
		m.values[i] = census.Unknown
	}
	clear(m.onList)
	clear(m.poor)
	m.held = math.MinInt32
}

func (m *merger) takeRecord(row [][]byte) {
	if cell := hex.Cell(binary.BigEndian.Uint64(row[inCell])); m.records == 0 || m.cell == 0 && cell != 0 {
		m.cell, m.village = cell, int32(binary.BigEndian.Uint32(row[inVillage]))
	}
	m.records++
	m.learn(atDesil, smallint(row[inDesil]))
	m.learn(atHeadSex, smallint(row[inHeadSex]))
	m.learn(atHeadAge, m.age(row[inHeadBirth]))
	m.learn(atMembers, smallint(row[inMembers]))
	m.learn(atDukcapil, boolean(row[inDukcapil]))
	m.learn(atConsumption, integer(row[inConsumed]))
	m.learnHousing(row[inHousing])
	m.held = max(m.held, int32(binary.BigEndian.Uint32(row[inHeld])))
	m.judge(smallint(row[inRank]), smallint(row[inDesil]))
	said := &m.answers[placeIn(row[inSaid])]
	for _, p := range said.received {
		m.values[atProgrammes+p] = 1
	}
	for _, p := range said.notReceived {
		m.learn(atProgrammes+p, 0)
	}
}

// learnHousing keeps the first answer to each question.
func (m *merger) learnHousing(raw []byte) {
	if raw == nil {
		return
	}
	h := poverty.Housing(binary.BigEndian.Uint32(raw))
	for q := range poverty.Questions {
		if a := h.Answer(poverty.Question(q)); a != 0 {
			m.learn(atHousing+q, int32(a))
		}
	}
}

// poorest is the highest desil of those whom most programmes are for.
const poorest = 4

// judge notes what a registry, by its rank, says of the family's welfare: of
// its records the first counts.
func (m *merger) judge(rank, desil int32) {
	if int(rank) >= len(m.poor) || desil == census.Unknown || m.poor[rank] != 0 {
		return
	}
	m.poor[rank] = -1
	if desil <= poorest {
		m.poor[rank] = 1
	}
}

// discordant says whether registries disagree on whether the family is poor.
func (m *merger) discordant() int32 {
	var yes, no int
	for _, p := range m.poor {
		switch p {
		case 1:
			yes++
		case -1:
			no++
		}
	}
	if yes+no < 2 {
		return census.Unknown
	}
	return oneIf(yes > 0 && no > 0)
}

// months returns the whole months from a day, as PostgreSQL counts it, to the as-of date.
func (m *merger) months(day int32) int32 {
	from := time.Date(2000, 1, 1+int(day), 0, 0, 0, 0, time.UTC)
	n := 12*(m.asOf.Year()-from.Year()) + int(m.asOf.Month()) - int(from.Month())
	if m.asOf.Day() < from.Day() {
		n--
	}
	return int32(max(n, 0))
}

// programmeCount counts what the family is known to receive; unknown where
// nothing is known of any programme.
func (m *merger) programmeCount() int32 {
	n, known := int32(0), false
	for _, v := range m.values[atProgrammes:] {
		if v != census.Unknown {
			n, known = n+v, true
		}
	}
	if !known {
		return census.Unknown
	}
	return n
}

// learn keeps the first word that is said about a property.
func (m *merger) learn(property int, v int32) {
	if m.values[property] == census.Unknown {
		m.values[property] = v
	}
}

// end hands the family in hand to the builder.
func (m *merger) end() error {
	switch {
	case m.rows == 0:
		return nil
	case m.records == 0:
		for p, on := range m.onList {
			if on {
				m.unmatched[m.programmes[p].ID]++
			}
		}
		return nil
	}
	for p, listed := range m.lists.listed {
		if listed {
			m.values[atProgrammes+p] = oneIf(m.onList[p])
		}
	}
	m.values[atLocated] = oneIf(m.cell != 0)
	m.values[atDataAge] = m.months(m.held)
	m.values[atDiscordant] = m.discordant()
	m.values[atProgrammeCount] = m.programmeCount()
	if err := m.builder.Add(m.cell, m.ground.village[m.village], m.values); err != nil || m.key == nil {
		return err
	}
	m.builder.Key(m.key(m.family))
	return nil
}

func oneIf(v bool) int32 {
	if v {
		return 1
	}
	return 0
}

// smallint decodes a smallint, null as unknown.
func smallint(raw []byte) int32 {
	if raw == nil {
		return census.Unknown
	}
	return int32(int16(binary.BigEndian.Uint16(raw)))
}

// integer decodes an integer, null as unknown.
func integer(raw []byte) int32 {
	if raw == nil {
		return census.Unknown
	}
	return int32(binary.BigEndian.Uint32(raw))
}

func boolean(raw []byte) int32 {
	if raw == nil {
		return census.Unknown
	}
	return int32(raw[0])
}

// age decodes a date of birth to whole years; a birth to come is unknown.
func (m *merger) age(raw []byte) int32 {
	if raw == nil {
		return census.Unknown
	}
	born := time.Date(2000, 1, 1+int(int32(binary.BigEndian.Uint32(raw))), 0, 0, 0, 0, time.UTC)
	years := m.asOf.Year() - born.Year()
	if m.asOf.Month() < born.Month() || m.asOf.Month() == born.Month() && m.asOf.Day() < born.Day() {
		years--
	}
	return int32(max(years, census.Unknown))
}

// placeIn decodes a place that is counted from 1.
func placeIn(raw []byte) int { return int(binary.BigEndian.Uint32(raw)) - 1 }
