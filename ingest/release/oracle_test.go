package release_test

import (
	"context"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"tepat/geo/area"
	"tepat/geo/cql2"
	"tepat/geo/cql2/cql2test"
	"tepat/geo/disclose"
	"tepat/geo/hex"
	"tepat/geo/poverty"
	"tepat/ingest/release"
	"tepat/store"
	"tepat/store/storetest"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// Every indicator is counted by plain SQL as well, at every level and
// resolution, for both audiences. What the planner is shown is equal, what the
// public is shown differs by the declared noise at most; what has a
// denominator below k is withheld, and of the rest little; the leaves hold
// every located family once.
func TestEveryNumberAgreesWithSQL(t *testing.T) {
	ctx := context.Background()
	db, url := storetest.NewURL(t)
	served, err := store.OpenServe(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(served.Close)
	sql, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sql.Close(ctx) })
	makeUp(t, sql, 6000, rand.New(rand.NewPCG(1, 2)))
	catalogue, err := poverty.LoadCatalogue([]byte(everySign))
	if err != nil {
		t.Fatal(err)
	}
	mergeFamilies(t, sql, catalogue)

	for _, audience := range []poverty.Audience{poverty.Planner, poverty.Public} {
		t.Run(string(audience), func(t *testing.T) {
			policy := disclose.PolicyFor(audience)
			id, err := release.Build(ctx, db, db, release.Order{Audience: audience, Catalogue: catalogue, Policy: policy, Key: recordKey, Fresh: true, Line: oracleLine})
			if err != nil {
				t.Fatal(err)
			}
			r, err := served.LoadRelease(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			checkAbout(t, sql, r.About())
			checkTargeting(t, sql, catalogue, r.About())
			checkHouses(t, sql, catalogue, r.About())
			checkConsumption(t, sql, r.About())
			o := oracle{t, sql, catalogue, r, uint32(policy.MinFamilies), map[disclose.State]int{}, new(int)}
			for n, i := range r.About().Indicators {
				o.checkAreas(n, i)
				o.checkCells(n, i)
			}
			if all := o.seen[disclose.Withheld] + o.seen[disclose.Value] + o.seen[disclose.Zero]; *o.besides*4 > all {
				t.Errorf("%d of %d figures are withheld besides those below the threshold", *o.besides, all)
			}
			for _, s := range []disclose.State{disclose.Value, disclose.Zero, disclose.NoData, disclose.Withheld} {
				if o.seen[s] == 0 && (s != disclose.Zero || policy.Bound == 0) {
					t.Errorf("no figure is %v: the register made up for this test shows too little", s)
				}
			}
		})
	}
}

// everySign is a catalogue whose indicators use what the built-in ones do not.
const everySign = `
indicators:
  - id: crowded
    name: {en: More members than the desil allows, id: Anggota melebihi desil}
    unit: share
    numerator: members * 2 > desil + 3 AND (10 - desil) / (members - 4) >= -2.5
    denominator: members % 3 + desil DIV 2 IS NOT NULL AND members ^ 2 <> 4
  - id: women
    name: {en: Women by any spelling, id: Perempuan}
    unit: share
    numerator: CASEI(head_sex) LIKE CASEI('F%') AND head_age IN (members * 10, desil * 10, 41)
    denominator: head_sex >= 'A' AND (desil > 2 OR receives_pkh) IS NOT NULL AND desil BETWEEN members - 5 AND members + 5
`

// makeUp fills the register with families in several registries, editions of
// lists, two vintages of areas and gaps of every kind.
func makeUp(t *testing.T, sql *pgx.Conn, families int, rng *rand.Rand) {
	villages := makeAreas(t, sql)
	var records, memberships, same [][]any
	id := int64(0)
	for f := range int64(families) {
		number := 1000 + f*7919%1_000_003 // families come in no order of place
		v := rng.IntN(len(villages))
		at := villages[v].at
		at = orb.Point{at[0] + 0.02*rng.NormFloat64()*rng.Float64(), at[1] + 0.02*rng.NormFloat64()*rng.Float64()}
		for _, registry := range poverty.Registries {
			if rng.IntN(3) == 0 {
				continue
			}
			for range 1 + rng.IntN(8)/7 { // some are in a registry twice
				id++
				family := number
				if rng.IntN(20) == 0 { // under another number in this registry
					family = 5_000_000 + id
					same = append(same, []any{family, number})
				}
				records = append(records, record(t, id, family, registry, villages[v], at, rng))
			}
		}
		memberships = append(memberships, recipient(number, rng)...)
	}
	for f := range int64(50) { // recipients whom no registry knows
		memberships = append(memberships, []any{9_000_000 + f, "pkh", date("2024-06-30"), int64(0), int64(101), int16(1)})
	}
	imports := [][]any{
		{int64(1), "households", "p3ke", date("2024-06-30")}, {int64(2), "households", "dtsen", date("2024-03-31")},
		{int64(100), "recipients", "pkh", date("2023-12-31")}, {int64(101), "recipients", "pkh", date("2024-06-30")},
		{int64(102), "recipients", "pkh", date("2024-06-30")},
		{int64(103), "recipients", "bpnt", date("2024-07-15")}, {int64(104), "recipients", "sembako", date("2024-05-31")},
	}
	for i := range imports {
		imports[i] = append(imports[i], "file", []byte{byte(i)}, "", time.Now(), time.Now(), int64(9), int64(9), int64(0), "{}")
	}
	copyRows(t, sql, "register.import", "id kind name as_of file_name file_sha256 settings started_at finished_at rows_read rows_kept rows_aside summary", imports)
	copyRows(t, sql, "register.membership", "family programme as_of seq import key_id", memberships)
	copyRows(t, sql, "register.same_family", "family same_as", same)
	if _, err := sql.Exec(context.Background(), `
		create table public.record as select h.*, receives, receives_not from register.household h, register.flags`); err != nil {
		t.Fatal(err)
	}
	copyRows(t, sql, "public.record", `h3p h3 id family registry since village desil head_sex head_birth members
		dukcapil_match receives receives_not housing consumption key_id digest`, records)
	if _, err := sql.Exec(context.Background(), `
		insert into register.flags
			select row_number() over (order by random()), receives, receives_not
			from (select distinct receives, receives_not from record) as said;
		insert into register.household (h3p, h3, id, family, registry, since, village, desil, head_sex, head_birth, members,
				dukcapil_match, flags, housing, consumption, key_id, digest)
			select h3p, h3, r.id, family, registry, since, village, desil, head_sex, head_birth, members, dukcapil_match, f.id, housing, consumption, key_id, digest
			from record r join register.flags f using (receives, receives_not);
		insert into register.edition
			select registry, village, (array['2023-05-31', '2024-04-30', '2024-06-15'])[1 + village % 3]::date, 1
			from record group by registry, village having village % 5 > 0`); err != nil {
		t.Fatal(err)
	}
}

// A village as the made-up register knows it.
type village struct {
	id, past int32 // in the vintage of the release, and in one before
	at       orb.Point
}

// makeAreas makes two regencies of three districts of five villages, and the villages of an older vintage.
func makeAreas(t *testing.T, sql *pgx.Conn) (villages []village) {
	ctx := context.Background()
	insert := func(vintage string, level area.Level, code, parent string, at orb.Point) (id int32) {
		err := sql.QueryRow(ctx, `
			insert into place.area (code_system, vintage, level, code, name, parent, geom)
			values ('kemendagri', $1, $2, $3, 'Name of ' || $3, nullif($4, ''),
				st_multi(st_makeenvelope($5::float8, $6::float8, $5::float8 + 0.1, $6::float8 + 0.1, 4326)))
			returning id`, vintage, level, code, parent, at[0], at[1]).Scan(&id)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	for r := range 2 {
		regency := fmt.Sprintf("64.0%d", 2+r)
		insert("2025", area.Regency, regency, "", orb.Point{})
		for d := range 3 {
			district := fmt.Sprintf("%s.%02d", regency, 1+d)
			insert("2025", area.District, district, regency, orb.Point{})
			for v := range 5 {
				code := fmt.Sprintf("%s.%04d", district, 2001+v)
				at := orb.Point{116 + 0.5*float64(r) + 0.1*float64(v), -0.2 + 0.1*float64(d)}
				one := village{at: orb.Point{at[0] + 0.05, at[1] + 0.05}, id: insert("2025", area.Village, code, district, at)}
				past := code
				if v == 0 { // had another code, which the crosswalk knows
					past = fmt.Sprintf("%s.%04d", district, 1999)
					if _, err := sql.Exec(ctx, `insert into place.crosswalk values ('kemendagri', '2020', $1, 'kemendagri', '2025', $2, 1)`, past, code); err != nil {
						t.Fatal(err)
					}
				}
				one.past = insert("2020", area.Village, past, district, at)
				villages = append(villages, one)
			}
		}
	}
	return villages
}

func record(t *testing.T, id, family int64, registry poverty.Registry, v village, at orb.Point, rng *rand.Rand) []any {
	var cell, parent hex.Cell
	if rng.IntN(4) > 0 {
		var err error
		if cell, err = hex.At(at, hex.Base); err != nil {
			t.Fatal(err)
		}
		parent = cell.Parent(hex.Root)
	}
	place := v.id
	if registry == poverty.P3KE && rng.IntN(3) == 0 {
		place = v.past
	}
	maybe := func(v any) any {
		if rng.IntN(5) == 0 {
			return nil
		}
		return v
	}
	flagged := [][]string{{}, {}}
	for _, p := range []string{"sembako", "pbi_jkn", "uep", "wrse", "pkh"} {
		if which := rng.IntN(3); which < 2 && registry != poverty.DTSEN {
			flagged[which] = append(flagged[which], p)
		}
	}
	if rng.IntN(9) == 0 {
		flagged[0] = append(flagged[0], "pbi") // an alias
	}
	born := date("1924-01-01").AddDate(0, 0, rng.IntN(101*365+200)) // a few are yet to be born
	return []any{
		int64(parent), int64(cell), id, family, string(registry), date("2024-01-31").AddDate(0, rng.IntN(5), 0), place,
		maybe(int16(1 + rng.IntN(10))), maybe([]string{"F", "M"}[rng.IntN(2)]), maybe(born), maybe(int16(1 + rng.IntN(9))),
		maybe(rng.IntN(2) == 0), flagged[0], flagged[1], maybe(houses(rng)), consumed(id), int16(1), int64(0),
	}
}

// consumed is what a record says of consumption; one in five says nothing.
func consumed(id int64) any {
	if id%5 == 0 {
		return nil
	}
	return int32(200_000 + id*7919%1_300_003)
}

// houses draws answers on a house; some are not known.
func houses(rng *rand.Rand) int32 {
	var h poverty.Housing
	for q, question := range poverty.Questions {
		h = h.With(poverty.Question(q), rng.IntN(question.Answers+1))
	}
	return int32(h)
}

// recipient puts a family on lists, old and new, some under an alias.
func recipient(family int64, rng *rand.Rand) (rows [][]any) {
	for _, list := range []struct {
		programme, asOf string
		id              int64
	}{
		{"pkh", "2023-12-31", 100}, {"pkh", "2024-06-30", 101}, {"pkh", "2024-06-30", 102},
		{"bpnt", "2024-07-15", 103}, {"sembako", "2024-05-31", 104},
	} {
		if rng.IntN(5) == 0 {
			rows = append(rows, []any{family, list.programme, date(list.asOf), int64(0), list.id, int16(1)})
		}
	}
	return rows
}

func date(s string) time.Time {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return d
}

func copyRows(t *testing.T, sql *pgx.Conn, table, columns string, rows [][]any) {
	t.Helper()
	schema, name, _ := strings.Cut(table, ".")
	if _, err := sql.CopyFrom(context.Background(), pgx.Identifier{schema, name}, strings.Fields(columns), pgx.CopyFromRows(rows)); err != nil {
		t.Fatalf("%s: %v", table, err)
	}
}

// mergeFamilies makes table family: one row a family, by the rules, in SQL.
func mergeFamilies(t *testing.T, sql *pgx.Conn, catalogue *poverty.Catalogue) {
	t.Helper()
	first := func(column string) string {
		return fmt.Sprintf("(array_agg(%s order by rank, since desc, desil, village, h3, head_sex, head_birth, members, receives, receives_not, housing, consumption, id) filter (where %[1]s is not null))[1]", column)
	}
	var receives strings.Builder
	for _, p := range catalogue.Programmes {
		names := "array['" + strings.Join(append([]string{p.ID}, p.Aliases...), "', '") + "']"
		fmt.Fprintf(&receives, `,
			case when exists (select from register.import i where i.kind = 'recipients' and i.name = any(%[1]s))
			then exists (
				select from newest_list l where l.f = r.f and l.programme = any(%[1]s))
			when bool_or(receives && %[1]s) then true
			when bool_or(receives_not && %[1]s) then false end as receives_%[2]s`, names, p.ID)
	}
	var flags []string
	for _, p := range catalogue.Programmes {
		flags = append(flags, "receives_"+p.ID)
	}
	received := "(" + strings.Join(flags, " is true)::int + (") + " is true)::int"
	var answers []string
	for q, question := range poverty.Questions {
		answers = append(answers, first(fmt.Sprintf("nullif(housing >> %d & 15, 0)", 4*q))+" as "+question.Name)
	}
	statement := `
		create table newest_list as
		select distinct coalesce(s.same_as, m.family) as f, m.programme
		from register.membership m
		left join register.same_family s on s.family = m.family
		where (replace(m.programme, 'bpnt', 'sembako'), m.as_of) in (
			select replace(name, 'bpnt', 'sembako'), max(as_of) from register.import where kind = 'recipients' group by 1);
		create index on newest_list (f);
		create table family as
		with r as (
			select coalesce(s.same_as, h.family) as f, h.*, greatest(e.as_of, h.since) as held,
				array_position(array['dtsen', 'dtks', 'p3ke', 'generic'], h.registry) as rank,
				case when head_birth <= '2024-07-15' then extract(year from age('2024-07-15'::date, head_birth)) end as head_age,
				coalesce((select c.to_code from place.crosswalk c where c.from_code = a.code), a.code) as code
			from record h
			join place.area a on a.id = h.village
			left join register.edition e on e.village = h.village and e.registry = h.registry
			left join register.same_family s on s.family = h.family),
		merged as (
		select f as family,
			(array_agg(h3 order by h3 = 0, rank, since desc, desil, village, h3, head_sex, head_birth, members, receives, receives_not, housing, consumption, id))[1] as h3,
			(array_agg(code order by h3 = 0, rank, since desc, desil, village, h3, head_sex, head_birth, members, receives, receives_not, housing, consumption, id))[1] as code,
			bool_or(h3 <> 0) as located,
			` + first("desil") + ` as desil, ` + first("head_sex") + ` as head_sex, ` + first("head_age") + ` as head_age,
			(extract(year from age('2024-07-15'::date, max(held))) * 12 + extract(month from age('2024-07-15'::date, max(held))))::int as data_age,
			(select case when count(*) >= 2 then bool_or(poor) and not bool_and(poor) end
				from (select distinct on (i.rank) i.desil <= 4 as poor from r i where i.f = r.f and i.desil is not null and i.rank is not null
					order by i.rank, since desc, desil, village, h3, head_sex, head_birth, members, receives, receives_not, housing, consumption, id) x) as discordant,
			` + strings.Join(answers, ", ") + `,
			` + first("members") + ` as members, ` + first("dukcapil_match") + ` as dukcapil_match, ` + first("consumption") + ` as consumption` + receives.String() + `
		from r
		group by f)
		select *, case when num_nonnulls(` + strings.Join(flags, ", ") + `) > 0
			then ` + received + ` end as programmes
		from merged`
	if _, err := sql.Exec(context.Background(), statement); err != nil {
		t.Fatal(err)
	}
}

// checkTargeting counts by desil with plain SQL: what is shown is that, but for
// noise and bounds, and what is withheld has a part that is too small.
func checkTargeting(t *testing.T, sql *pgx.Conn, catalogue *poverty.Catalogue, about poverty.Release) {
	t.Helper()
	shown := 0
	for _, got := range about.Targeting {
		programme := about.Programmes[slices.IndexFunc(about.Programmes, func(p poverty.Programme) bool { return p.ID == got.Programme })]
		receives := poverty.Receives(got.Programme)
		var want []poverty.Decile
		small := false
		for desil := 1; desil <= 11; desil++ {
			of := fmt.Sprintf("desil = %d", desil)
			if desil == 11 {
				of = "desil IS NULL"
			}
			var n [6]int
			for i, text := range []string{
				of, of + " AND " + receives + " IS NOT NULL", of + " AND " + receives + " IS NOT NULL AND (" + programme.Eligible + ")",
				of + " AND " + receives, of + " AND " + receives + " AND (" + programme.Eligible + ")",
			} {
				var args []any
				where := toSQL(t, catalogue, text, &args)
				var persons int
				if err := sql.QueryRow(context.Background(), `select count(*), coalesce(sum(coalesce(members, 1)), 0) from family where `+where, args...).Scan(&n[i], &persons); err != nil {
					t.Fatalf("%s: %v", text, err)
				}
				if (i == 1 || i == 2) && n[i] > 0 && (n[i] < about.K || persons < about.Plan.MinPersons) {
					small = true
				}
			}
			for _, rest := range []int{n[0] - n[1], n[1] - n[2]} {
				small = small || rest > 0 && rest < about.K
			}
			want = append(want, poverty.Decile{Desil: desil % 11, Families: n[1], Eligible: n[2], Recipients: n[3], Reached: n[4]})
		}
		if got.Withheld != small {
			t.Errorf("%s by desil: withheld %v, want %v", got.Programme, got.Withheld, small)
		}
		if got.Withheld {
			continue
		}
		shown++
		for i, d := range got.Deciles {
			w := want[i]
			off := about.Plan.NoiseMax
			if about.Plan.Bound > 0 {
				off = about.K
			}
			for _, pair := range [][2]int{{d.Desil, w.Desil}, {d.Families, w.Families}, {d.Eligible, w.Eligible}, {d.Recipients, w.Recipients}, {d.Reached, w.Reached}} {
				if max(pair[0]-pair[1], pair[1]-pair[0]) > off {
					t.Errorf("%s: %+v, want %+v", got.Programme, d, w)
				}
			}
		}
	}
	if shown == 0 {
		t.Errorf("of %d programmes no table is shown", len(about.Targeting))
	}
}

// checkHouses counts what houses lack with plain SQL.
func checkHouses(t *testing.T, sql *pgx.Conn, catalogue *poverty.Catalogue, about poverty.Release) {
	t.Helper()
	got := about.Deprivation
	if got == nil || got.Withheld || got.Poor == 0 {
		t.Fatalf("houses: %+v", got)
	}
	off := about.Plan.NoiseMax
	if about.Plan.Bound > 0 {
		off = about.K
	}
	all, poor := poverty.DeprivationsKnown(), poverty.Deprived()
	check := func(what string, got int, text string) {
		var args []any
		var want int
		if err := sql.QueryRow(context.Background(), `select count(*) from family where `+toSQL(t, catalogue, text, &args), args...).Scan(&want); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if max(got-want, want-got) > off {
			t.Errorf("%s: %d, want %d", what, got, want)
		}
	}
	check("families", got.Families, all)
	check("unknown", got.Unknown, "NOT ("+all+")")
	check("poor", got.Poor, all+" AND "+poor)
	for j, d := range poverty.Deprivations {
		check(d.ID, got.Deprived[j], all+" AND "+d.Deprived)
		check(d.ID+" and poor", got.Censored[j], all+" AND "+d.Deprived+" AND "+poor)
	}
}

var oracleLine = &poverty.Line{Rupiah: 650_000, Source: "made up", AsOf: "2024-03-31"}

// checkConsumption works out with plain SQL what families live on. The formula of
// the Gini coefficient is another: the mean difference of all pairs.
func checkConsumption(t *testing.T, sql *pgx.Conn, about poverty.Release) {
	t.Helper()
	got := about.Consumption
	if got == nil || got.Whole.Withheld != "" || *got.Line != *oracleLine || len(got.Districts) != 6 {
		t.Fatalf("consumption: %+v", got)
	}
	check := func(in poverty.ConsumedIn, code string) {
		var families, unknown, persons int
		var want [4]float64
		if err := sql.QueryRow(context.Background(), `
			with here as (select consumption, members from family where code like $1 || '%'),
			known as (select consumption::float8 as y, members::float8 as w from here where num_nulls(consumption, members) = 0),
			gap as (select w, greatest(0, 1 - y / $2::float8) as g from known)
			select (select count(*) from known), (select count(*) from here) - (select count(*) from known), (select sum(w) from known),
				(select sum(w) filter (where g > 0) / sum(w) from gap), (select sum(w * g) / sum(w) from gap), (select sum(w * g * g) / sum(w) from gap),
				(select sum(a.w * b.w * abs(a.y - b.y)) from known a, known b) / 2 / (select sum(w) * sum(w * y) from known)`,
			code, float64(oracleLine.Rupiah)).Scan(&families, &unknown, &persons, &want[0], &want[1], &want[2], &want[3]); err != nil {
			t.Fatal(err)
		}
		off := func(got *int, want int) int {
			if got == nil {
				return math.MaxInt
			}
			return max(*got-want, want-*got)
		}
		if most := 5 + about.Plan.NoiseMax; off(in.Families, families) > most || in.Unknown != nil && off(in.Unknown, unknown) > most || (in.Unknown == nil) != (unknown > 0 && unknown < about.K) || off(in.Persons, persons) > 20 {
			t.Errorf("%q: %+v; want %d families, %d unknown, %d persons", code, in, families, unknown, persons)
		}
		for i, m := range []*float64{in.P0, in.P1, in.P2, in.Gini} {
			step := in.Step
			if i == 3 {
				step = in.GiniStep
			}
			if m == nil || math.Abs(*m-want[i]) > step/2+1e-9 {
				t.Errorf("%q, measure %d: %v, want %v by steps of %v", code, i, m, want[i], step)
			}
		}
	}
	check(got.Whole, "")
	for _, d := range got.Districts {
		if d.Withheld != "" {
			t.Errorf("%s is withheld: %s", d.Code, d.Withheld)
			continue
		}
		check(d.ConsumedIn, d.Code)
	}
}

func checkAbout(t *testing.T, sql *pgx.Conn, about poverty.Release) {
	t.Helper()
	var families, located int
	unmatched := map[string]int{}
	err := sql.QueryRow(context.Background(), `
		select count(*), count(*) filter (where located), (
			select jsonb_object_agg(programme, n) from (
				select replace(programme, 'bpnt', 'sembako') as programme,
					count(distinct f) filter (where f not in (select family from family)) as n
				from newest_list
				group by 1) l)
		from family`).Scan(&families, &located, &unmatched)
	if err != nil {
		t.Fatal(err)
	}
	noise := 2 * about.Plan.NoiseMax // of two regencies
	if about.Families == nil || about.Located == nil || max(*about.Families-families, families-*about.Families) > noise || max(*about.Located-located, located-*about.Located) > noise || about.AsOf != "2024-07-15" || about.Vintage != "2025" {
		t.Errorf("%v families, %v located, as of %s, vintage %s; want %d, %d, 2024-07-15, 2025",
			about.Families, about.Located, about.AsOf, about.Vintage, families, located)
	}
	if about.Plan.NoiseMax > 0 { // told to the nearest ten
		for programme, n := range unmatched {
			unmatched[programme] = (n + 5) / 10 * 10
		}
	}
	if !maps.Equal(about.Unmatched, unmatched) || unmatched["pkh"] < 50 {
		t.Errorf("unmatched %v, want %v", about.Unmatched, unmatched)
	}
	want := []poverty.Source{
		{Kind: "areas", Name: "regency", Rows: 2}, {Kind: "areas", Name: "district", Rows: 6}, {Kind: "areas", Name: "village", Rows: 30},
	}
	if !slices.Equal(about.Sources[:3], want) {
		t.Errorf("sources %+v", about.Sources)
	}
}

// An oracle asks PostgreSQL for the same counts and compares.
type oracle struct {
	t         *testing.T
	sql       *pgx.Conn
	catalogue *poverty.Catalogue
	r         *disclose.Release
	k         uint32
	seen      map[disclose.State]int
	besides   *int // withheld though the denominator holds k
}

// A tally is what SQL counted at a place.
type tally struct{ num, den uint32 }

// tally counts the indicator over the families of each place.
func (o oracle) tally(i poverty.ReleasedIndicator, place string) map[string]tally {
	o.t.Helper()
	var args []any
	numerator, denominator := toSQL(o.t, o.catalogue, i.Numerator, &args), toSQL(o.t, o.catalogue, i.Denominator, &args)
	rows, _ := o.sql.Query(context.Background(), fmt.Sprintf(`
		select (%s)::text, count(*) filter (where %s), count(*) filter (where %s)
		from family
		where %[1]s is not null
		group by 1`, place, numerator, denominator), args...)
	out := map[string]tally{}
	var key string
	var n tally
	if _, err := pgx.ForEachRow(rows, []any{&key, &n.num, &n.den}, func() error { out[key] = n; return nil }); err != nil {
		o.t.Fatalf("%s by %s: %v", i.ID, place, err)
	}
	return out
}

func (o oracle) check(i poverty.ReleasedIndicator, place string, f disclose.Figure, want tally) {
	o.t.Helper()
	o.seen[f.State()]++
	state := disclose.Value
	switch {
	case want.den == 0:
		state = disclose.NoData
	case want.den < o.k:
		state = disclose.Withheld
	case f.Bound() != disclose.Exactly:
	case want.num == 0:
		state = disclose.Zero
	}
	if f.State() == disclose.Withheld && want.den >= o.k {
		*o.besides++ // to protect others
	} else if f.State() != state {
		o.t.Errorf("%s in %s is %v, want %v (%+v)", i.ID, place, f.State(), state, want)
	}
	if f.Shown() && !o.agrees(f, want) {
		o.t.Errorf("%s in %s is %d of %d, want %+v", i.ID, place, f.Numerator(), f.Denominator(), want)
	}
	if !f.Shown() && (f.Numerator() != 0 || f.Denominator() != 0) {
		o.t.Errorf("%s in %s is %v and yet says %d of %d", i.ID, place, f.State(), f.Numerator(), f.Denominator())
	}
}

// agrees says whether the figure is what SQL counted, but for noise and bounds.
func (o oracle) agrees(f disclose.Figure, want tally) bool {
	noise := int(o.r.About().Plan.NoiseMax)
	n, d := int(f.Numerator())-int(want.num), int(f.Denominator())-int(want.den)
	if max(d, -d) > noise {
		return false
	}
	switch f.Bound() {
	case disclose.AtMost:
		return n >= -noise
	case disclose.AtLeast:
		return n <= noise
	}
	return max(n, -n) <= noise
}

// recordKey is as good as a keyed hash for a test.
func recordKey(family int64) uint32 {
	return uint32(uint64(family) * 0x9e3779b97f4a7c15 >> 32)
}

func (o oracle) checkAreas(n int, i poverty.ReleasedIndicator) {
	byLevel := map[area.Level]map[string]tally{
		area.Regency:  o.tally(i, "left(code, 5)"),
		area.District: o.tally(i, "left(code, 8)"),
		area.Village:  o.tally(i, "code"),
	}
	for p := range o.r.Areas().Len() {
		a := o.r.Areas().At(p)
		o.check(i, string(a.Area().Code), a.Figure(n), byLevel[a.Area().Level][string(a.Area().Code)])
		delete(byLevel[a.Area().Level], string(a.Area().Code))
	}
	for level, left := range byLevel {
		if len(left) > 0 {
			o.t.Errorf("%s: the release lacks the %s %v", i.ID, level, slices.Sorted(maps.Keys(left)))
		}
	}
}

// parentSQL is the ancestor of h3 at a resolution, by bit operations.
const parentSQL = "case when h3 <> 0 then (h3 & ~(15::bigint << 52)) | (%d::bigint << 52) | ((1::bigint << (3*(15-%[1]d))) - 1) end"

func (o oracle) checkCells(n int, i poverty.ReleasedIndicator) {
	counted := map[hex.Cell]tally{}
	for res := hex.Root; res <= hex.Base; res++ {
		for text, tally := range o.tally(i, "("+fmt.Sprintf(parentSQL, res)+")") {
			var c hex.Cell
			if _, err := fmt.Sscan(text, (*uint64)(&c)); err != nil {
				o.t.Fatal(err)
			}
			counted[c] = tally
		}
	}
	groups := map[hex.Cell]tally{}
	for p := range o.r.Cells().Len() {
		c := o.r.Cells().At(p)
		at := groups[c.Group()]
		at.num, at.den = at.num+counted[c.H3()].num, at.den+counted[c.H3()].den
		groups[c.Group()] = at
	}
	roots, leaves := 0, tally{}
	for p := range o.r.Cells().Len() {
		c := o.r.Cells().At(p)
		o.check(i, c.H3().String(), c.Figure(n), groups[c.Group()])
		if c.H3().Res() == hex.Root {
			roots++
		}
		if c.Leaf() && c.Group() == c.H3() {
			leaves.num, leaves.den = leaves.num+groups[c.H3()].num, leaves.den+groups[c.H3()].den
		}
	}
	everywhere, populated := tally{}, 0
	for c, n := range counted {
		if c.Res() == hex.Root {
			everywhere.num, everywhere.den = everywhere.num+n.num, everywhere.den+n.den
			populated++
		}
	}
	if leaves != everywhere || roots != populated {
		o.t.Errorf("%s: the leaves hold %+v in %d coarsest cells, SQL %+v in %d", i.ID, leaves, roots, everywhere, populated)
	}
}

// toSQL writes a sentence as PostgreSQL reads it, its literals as parameters.
func toSQL(t *testing.T, catalogue *poverty.Catalogue, text string, args *[]any) string {
	t.Helper()
	e, err := cql2.Parse(text, catalogue.Properties())
	if err != nil {
		t.Fatal(err)
	}
	return cql2test.SQL(e, catalogue.Properties(), args)
}
