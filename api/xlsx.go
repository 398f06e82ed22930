package api

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/poverty"
	"tepat/geo/reach"

	"github.com/xuri/excelize/v2"
)

// A view as a workbook: a sheet of places in the order of the view, and a sheet
// that says what it is. Numbers are numbers, codes are texts, states are words.

const xlsxKind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// A look is how a column's numbers are written.
type look int

const (
	asText look = iota
	asCount
	asShare
	asLongText
)

// A head is a column: what it is called, and how it is written.
type head struct {
	name string
	look look
}

// A book is a workbook being written.
type book struct {
	file  *excelize.File
	heads []head
	rows  [][]any
	facts [][2]string // of the sheet that says what this is
}

// say adds a line to the sheet that says what this is; one without a text is left out.
func (b *book) say(name, text string) {
	if text != "" {
		b.facts = append(b.facts, [2]string{name, text})
	}
}

// write returns the workbook: the sheet of rows, and that of what it is.
func (b *book) write(rows, about string) ([]byte, error) {
	b.file = excelize.NewFile()
	defer b.file.Close()
	if err := b.file.SetSheetName("Sheet1", rows); err != nil {
		return nil, err
	}
	if _, err := b.file.NewSheet(about); err != nil {
		return nil, err
	}
	if err := b.writeRows(rows); err != nil {
		return nil, err
	}
	if err := b.writeFacts(about); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := b.file.Write(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func (b *book) writeRows(sheet string) error {
	out, err := b.file.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	styles, err := b.styles()
	if err != nil {
		return err
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	line := make([]any, len(b.heads))
	for i, h := range b.heads {
		if err := out.SetColWidth(i+1, i+1, map[look]float64{asText: 20, asCount: 12, asShare: 12, asLongText: 60}[h.look]); err != nil {
			return err
		}
		line[i] = excelize.Cell{StyleID: styles[len(styles)-1], Value: h.name}
	}
	if err := out.SetRow("A1", line); err != nil {
		return err
	}
	for n, row := range b.rows {
		for i, v := range row {
			line[i] = excelize.Cell{StyleID: styles[b.heads[i].look], Value: v}
		}
		if err := out.SetRow("A"+strconv.Itoa(n+2), line); err != nil {
			return err
		}
	}
	return out.Flush()
}

// writeFacts writes the few lines cell by cell: of two streams excelize puts now
// the one first, now the other, and equal questions would have other bytes.
func (b *book) writeFacts(sheet string) error {
	styles, err := b.styles()
	if err != nil {
		return err
	}
	err = errors.Join(b.file.SetColWidth(sheet, "A", "A", 26), b.file.SetColWidth(sheet, "B", "B", 100))
	for n, f := range b.facts {
		for i, style := range [...]int{styles[len(styles)-1], styles[asLongText]} {
			cell := string(rune('A'+i)) + strconv.Itoa(n+1)
			err = errors.Join(err, b.file.SetCellStr(sheet, cell, f[i]), b.file.SetCellStyle(sheet, cell, cell, style))
		}
	}
	return err
}

// styles returns one for every look, and that of heads behind them.
func (b *book) styles() (ids []int, err error) {
	share := "0.0%"
	top := &excelize.Alignment{Vertical: "top"}
	wrap := &excelize.Alignment{Vertical: "top", WrapText: true}
	for _, s := range []*excelize.Style{
		{NumFmt: 49, Alignment: top}, {NumFmt: 3, Alignment: top}, {CustomNumFmt: &share, Alignment: top}, {NumFmt: 49, Alignment: wrap},
		{Font: &excelize.Font{Bold: true}, Alignment: wrap},
	} {
		id, err := b.file.NewStyle(s)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// sendBook answers with a workbook.
func (p *tablePage) sendBook(w http.ResponseWriter, r *http.Request, b *book, rows, name string) error {
	body, err := b.write(rows, p.Say("About", "Tentang"))
	if err != nil {
		return fmt.Errorf("api: xlsx: %w", err)
	}
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.xlsx"`)
	write(w, r, xlsxKind, body)
	return nil
}

// about says what every workbook is of.
func (p *tablePage) about(b *book) {
	b.say(p.Say("Regency", "Kabupaten/kota"), p.Regency)
	b.say(p.Say("Release", "Rilis"), strconv.FormatInt(p.Release.ID, 10))
	b.say(p.Say("Data as of", "Data per"), p.Release.AsOf)
	b.say(p.Say("Published", "Terbit"), p.Release.PublishedAt.Format("2006-01-02"))
	audience := p.Say("planners: not to be passed on", "perencana: tidak untuk disebarluaskan")
	if p.Release.Audience == poverty.Public {
		audience = p.Say("the public", "umum")
	}
	b.say(p.Say("For", "Diperuntukkan bagi"), audience)
	b.say(p.Say("Families counted", "Keluarga yang dihitung"), p.Told(p.Release.Families))
	for _, s := range p.Release.Sources {
		b.say(p.Say("Source", "Sumber"), p.Source(s))
	}
	b.say(p.Say("Withheld", "Disamarkan"), p.TooFew())
	if plan := p.Release.Plan; plan != nil && plan.NoiseMax > 0 {
		b.say(p.Say("Noise", "Gangguan acak"), p.Say("every number may be off by up to ", "setiap angka dapat meleset hingga ")+p.Count(plan.NoiseMax)+
			p.Say(" families, by nothing on average; sums need not add up", " keluarga, rata-rata nol; jumlah tidak harus pas"))
		if plan.Kept > 0 {
			b.say(p.Say("Kept figures", "Angka yang dipertahankan"), p.KeptNote())
		}
	}
	b.say(p.Say("Bounds", "Batas"), p.Say("at least and at most: the number stands for all that is more, or less", "paling sedikit dan paling banyak: angka itu mewakili semua yang lebih besar, atau lebih kecil"))
}

// State names why a place has no figure, or that it has one.
func (p *tablePage) State(state string) string {
	words := map[string][2]string{
		"value": {"with a figure", "ada angka"}, "zero": {"zero", "nol"}, "withheld": {"withheld", "disamarkan"}, "no_data": {"no data", "tidak ada data"},
		"nobody_eligible": {"nobody is eligible", "tidak ada keluarga berhak"},
	}[state]
	return p.Say(words[0], words[1])
}

// boundWord names a bound; "" for none.
func (p *tablePage) boundWord(bound string) string {
	words := map[string][2]string{"at_least": {"at least", "paling sedikit"}, "at_most": {"at most", "paling banyak"}}[bound]
	return p.Say(words[0], words[1])
}

// rankingBook is a ranking as a workbook: the ranked places, and behind them
// those that are not, with the reason.
func (p *tablePage) rankingBook(v *ranking) *book {
	b := &book{heads: []head{
		{p.Say("No.", "No."), asCount}, {p.Say("Code", "Kode"), asText}, {p.Say("Place", "Tempat"), asText}, {p.Say("Within", "Di dalam"), asText}, {p.Say("State", "Keadaan"), asText},
		{p.Say("Eligible", "Berhak"), asCount}, {p.Say("Reached", "Terjangkau"), asCount}, {p.Say("Missed", "Terlewat"), asCount}, {p.Say("Bound", "Batas"), asText},
		{p.Say("Share missed", "Bagian terlewat"), asShare}, {p.Say("from (95%)", "dari (95%)"), asShare}, {p.Say("to (95%)", "sampai (95%)"), asShare},
		{p.Say("Share to expect", "Bagian yang diharapkan"), asShare}, {p.Say("Best rank", "Peringkat terbaik"), asCount}, {p.Say("Worst rank", "Peringkat terburuk"), asCount},
		{p.Say("Of the gap", "Dari kesenjangan"), asShare}, {p.Say("Running", "Kumulatif"), asShare},
		{p.Say("Coverage below threshold, probability", "Peluang cakupan di bawah ambang"), asShare}, {p.Say("Unusual", "Tidak biasa"), asText},
		{p.Say("Why it is listed", "Mengapa tercantum"), asLongText}, {p.Say("Doubts", "Yang membuat kurang pasti"), asLongText},
	}}
	if v.pair != nil {
		b.heads = append(b.heads, head{p.Text(p.Release.Indicators[v.pair.poverty].Name), asShare}, head{p.Say("Class", "Kelas"), asText})
	}
	for _, place := range v.Places {
		b.rows = append(b.rows, p.rankingLine(v, place))
	}
	for _, apart := range []struct {
		state string
		codes []string
	}{{"withheld", v.Withheld}, {"no_data", v.NoData}, {"nobody_eligible", v.NobodyEligible}} {
		for _, code := range apart.codes {
			row := make([]any, len(b.heads))
			row[1], row[2], row[3], row[4] = code, v.Areas[code].Name, v.Areas[v.Areas[code].Parent].Name, p.State(apart.state)
			b.rows = append(b.rows, row)
		}
	}
	p.about(b)
	b.say(p.Say("What", "Apa"), p.Text(v.Gap.Name))
	b.say(p.Say("Programme", "Program"), v.programme)
	b.say(p.Say("By", "Menurut"), p.levelWord(v.By))
	b.say(p.Say("Within", "Di"), cmp.Or(p.names[v.Within], p.Say("the whole regency", "seluruh kabupaten")))
	b.say(p.Say("Under-covered below", "Cakupan kurang di bawah"), p.Share(v.Threshold))
	b.say(p.Say("Order", "Urutan"), cmp.Or(v.sort, "-missed"))
	if v.pair != nil {
		b.say(p.Say("Beside coverage", "Bersama cakupan"), p.Text(p.Release.Indicators[v.pair.poverty].Name))
	}
	b.say(p.Say("Class kept", "Kelas yang dipilih"), v.keptClass(p))
	b.say(p.Say("In short", "Singkatnya"), p.Text(v.Headline))
	b.say(p.Say("Whole gap", "Seluruh kesenjangan"), p.Bounded(v.Gap.Bound, p.Count(v.Gap.NotReached))+p.Say(" of ", " dari ")+p.Count(v.Gap.Eligible))
	b.say(p.Say("Mind", "Ingat"), p.Say("This is the administrative gap: registered as eligible, on no list. How many were missed in truth, and how many poor families no register knows, only visits can tell.",
		"Ini kesenjangan administratif: terdata berhak, tidak ada di daftar penerima. Berapa yang sungguh terlewat, dan berapa keluarga miskin yang tidak terdata, hanya dapat diketahui dari kunjungan lapangan."))
	return b
}

// rankingLine is a ranked place as a row.
func (p *tablePage) rankingLine(v *ranking, place reach.Place) []any {
	var doubts []string
	for _, d := range place.Doubts {
		doubts = append(doubts, p.Text(d))
	}
	unusual := p.HotSpot(string(place.HotSpot))
	if unusual == "–" {
		unusual = ""
	}
	// Of a share that is a bound these are not told.
	var expected, below, best, worst any
	if place.Expected != nil {
		expected, below, best, worst = four(*place.Expected), four(*place.Below), place.Rank[0], place.Rank[1]
	}
	row := []any{
		place.Position, place.Code, place.Name, v.Areas[place.Parent].Name, p.State("value"), place.Eligible, place.Reached, place.Missed, p.boundWord(string(place.Bound)),
		four(place.Share), four(place.Wilson[0]), four(place.Wilson[1]), expected, best, worst,
		four(place.OfGap), four(place.Running), below, unusual, p.Text(place.Why), strings.Join(doubts, " "),
	}
	if v.pair != nil {
		a := p.edition.Release().Areas().At(p.edition.place[area.Code(place.Code)])
		var poor, class any
		if f := a.Figure(v.pair.poverty); f.Shown() {
			poor = four(f.Value())
		}
		if is, state := v.pair.of(a); state == disclose.Value {
			class = p.ClassOf(is)
		} else {
			class = p.State(state.String())
		}
		row = append(row, poor, class)
	}
	return row
}

// areasBook is areas with some of their figures as a workbook.
func (p *tablePage) areasBook(q areaQuestion, found []int, kept string) *book {
	b := &book{heads: []head{{p.Say("Code", "Kode"), asText}, {p.Say("Place", "Tempat"), asText}, {p.Say("Level", "Tingkat"), asText}, {p.Say("Within", "Di dalam"), asText}}}
	bounds := p.Release.Plan != nil && p.Release.Plan.Bound > 0
	for _, i := range q.indicators {
		name, value := cmp.Or(p.Text(p.Release.Indicators[i].Name), p.Release.Indicators[i].ID), asCount
		if p.Release.Indicators[i].Unit == poverty.UnitShare {
			value = asShare
		}
		b.heads = append(b.heads, head{name, value}, head{name + p.Say(": families", ": keluarga"), asCount}, head{name + p.Say(": of families", ": dari keluarga"), asCount}, head{name + p.Say(": state", ": keadaan"), asText})
		if bounds {
			b.heads = append(b.heads, head{name + p.Say(": bound", ": batas"), asText})
		}
	}
	areas := p.edition.Release().Areas()
	for _, at := range found {
		a := areas.At(at)
		row := []any{string(a.Area().Code), a.Area().Name, p.levelWord(string(a.Area().Level)), p.names[string(a.Area().Parent)]}
		for _, i := range q.indicators {
			f := a.Figure(i)
			cells := []any{nil, nil, nil, p.State(f.State().String())}
			if f.Shown() {
				cells[0], cells[1], cells[2] = four(f.Value()), f.Numerator(), f.Denominator()
			}
			row = append(row, cells...)
			if bounds {
				row = append(row, p.boundWord(f.Bound().String()))
			}
		}
		b.rows = append(b.rows, row)
	}
	p.about(b)
	b.say(p.Say("By", "Menurut"), p.levelWord(string(q.level)))
	b.say(p.Say("Within", "Di"), cmp.Or(p.names[q.within], p.Say("the whole regency", "seluruh kabupaten")))
	if kept != "" {
		b.say(p.Say("Class kept", "Kelas yang dipilih"), kept)
	}
	b.say(p.Say("Order", "Urutan"), q.sort)
	for _, i := range q.indicators {
		in := p.Release.Indicators[i]
		b.say(cmp.Or(p.Text(in.Name), in.ID), strings.TrimSuffix(in.Numerator+" / "+in.Denominator, " / "))
	}
	return b
}
