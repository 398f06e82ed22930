package target

import (
	"fmt"
	"strings"

	"tepat/geo/poverty"
)

// kinds of places, as sentences call them: one and many in English, any number in Indonesian.
var kinds = map[string]struct{ one, many, id string }{
	"village":  {"village", "villages", "desa dan kelurahan"},
	"district": {"district", "districts", "kecamatan"},
	"regency":  {"regency", "regencies", "kabupaten/kota"},
	"cell":     {"hexagon", "hexagons", "heksagon"},
	"cluster":  {"cluster", "clusters", "klaster"},
}

// Headline says in one sentence where the gap lies: "12 of 220 villages hold at
// least half of the 9,120 eligible families known to be missed."
func (r *Ranking) Headline() poverty.Text {
	kind, n := kinds[r.question.Kind], len(r.Places)
	places := english.counted(n, kind.one, kind.many)
	var s poverty.Text
	switch half := r.Holding(.5); {
	case n == 0 && len(r.Withheld) > 0:
		return r.allWithheld()
	case n == 0:
		s.EN = fmt.Sprintf("There is no figure to show for any %s", kind.one)
		s.ID = fmt.Sprintf("Tidak ada angka yang dapat ditampilkan untuk %s", kind.id)
	case r.missed == 0:
		s.EN = fmt.Sprintf("No eligible family is known to be missed in %s", places)
		s.ID = fmt.Sprintf("Tidak ada keluarga berhak yang diketahui terlewat di %s %s", indonesian.count(n), kind.id)
	case r.rough != "":
		missed := r.rough.numbered(r.missed)
		s.EN = fmt.Sprintf("%s of %s %s about half of %s eligible families missed", english.count(half), places, choose(half == 1, "holds", "hold"), missed.EN)
		s.ID = fmt.Sprintf("%s dari %s %s memuat sekitar separuh dari %s keluarga berhak yang terlewat",
			indonesian.count(half), indonesian.count(n), kind.id, missed.ID)
	default:
		s.EN = fmt.Sprintf("%s of %s %s at least half of the %s known to be missed", english.count(half), places,
			choose(half == 1, "holds", "hold"), english.counted(r.missed, "eligible family", "eligible families"))
		s.ID = fmt.Sprintf("%s dari %s %s memuat sedikitnya separuh dari %s keluarga berhak yang diketahui terlewat",
			indonesian.count(half), indonesian.count(n), kind.id, indonesian.count(r.missed))
	}
	return join(s, r.question.within(), r.withheld(), stop)
}

// allWithheld says that silence is not no need.
func (r *Ranking) allWithheld() poverty.Text {
	kind, n := kinds[r.question.Kind], len(r.Withheld)
	return join(
		poverty.Text{EN: "No figure can be shown", ID: "Tidak ada angka yang dapat ditampilkan"}, r.question.within(),
		poverty.Text{
			EN: fmt.Sprintf(": those of %s are withheld. That does not mean that nobody is missed.", english.counted(n, kind.one, kind.many)),
			ID: fmt.Sprintf(": angka %s %s disamarkan. Itu tidak berarti tidak ada yang terlewat.", indonesian.count(n), kind.id),
		})
}

// LeftOutNote says what it means that areas without figures get nothing; empty where there are none.
func (a *Allocation) LeftOutNote() poverty.Text {
	n := len(a.LeftOut)
	switch {
	case n == 0:
		return poverty.Text{}
	case len(a.Areas) == 0:
		return poverty.Text{
			EN: fmt.Sprintf("Nothing can be shared: the figures of all %s are withheld or missing. That does not mean that nobody is missed.", english.counted(n, "village", "villages")),
			ID: fmt.Sprintf("Tidak ada yang dapat dibagi: angka semua %s desa dan kelurahan disamarkan atau tidak ada. Itu tidak berarti tidak ada yang terlewat.", indonesian.count(n)),
		}
	}
	return poverty.Text{
		EN: fmt.Sprintf("%s left out and nothing is shared there, since figures are withheld or missing. That does not mean that nobody is missed.", english.counted(n, "village is", "villages are")),
		ID: fmt.Sprintf("%s desa dan kelurahan tidak diperhitungkan karena angkanya disamarkan atau tidak ada. Itu tidak berarti tidak ada yang terlewat di sana.", indonesian.count(n)),
	}
}

// ClusterHeadline says in one sentence how much of the gap of ranked villages so
// many clusters of them hold.
func (r *Ranking) ClusterHeadline(clusters, missed int) poverty.Text {
	var s poverty.Text
	kind := kinds["cluster"]
	holds := english.counted(clusters, kind.one, kind.many) + " of villages " + choose(clusters == 1, "holds", "hold")
	switch {
	case len(r.Places) == 0:
		return r.Headline()
	case clusters == 0:
		s = poverty.Text{
			EN: fmt.Sprintf("No villages stand out together; %s%s known to be missed in all", r.rough.Words().EN, english.counted(r.missed, "eligible family is", "eligible families are")),
			ID: fmt.Sprintf("Tidak ada desa atau kelurahan yang menonjol bersama; seluruhnya %s%s keluarga berhak diketahui terlewat", r.rough.Words().ID, indonesian.count(r.missed)),
		}
	case r.rough != "":
		all := r.rough.numbered(r.missed)
		s = poverty.Text{
			EN: fmt.Sprintf("%s about %s of %s eligible families missed", holds, english.count(missed), all.EN),
			ID: fmt.Sprintf("%s %s memuat sekitar %s dari %s keluarga berhak yang terlewat", indonesian.count(clusters), kind.id, indonesian.count(missed), all.ID),
		}
	default:
		s = poverty.Text{
			EN: fmt.Sprintf("%s %s of the %s known to be missed", holds, english.count(missed), english.counted(r.missed, "eligible family", "eligible families")),
			ID: fmt.Sprintf("%s %s memuat %s dari %s keluarga berhak yang diketahui terlewat", indonesian.count(clusters), kind.id, indonesian.count(missed), indonesian.count(r.missed)),
		}
	}
	return join(s, r.withheld(), stop)
}

// LeakageNotKnown says why errors have no value: of so many villages nobody can
// say whom a programme reaches wrongly.
func LeakageNotKnown(villages int) poverty.Text {
	return poverty.Text{
		EN: fmt.Sprintf("Not known: how many recipients are not eligible is withheld in %s, and so are the areas above that would tell.", english.counted(villages, "village", "villages")),
		ID: fmt.Sprintf("Tidak diketahui: jumlah penerima yang tidak berhak disamarkan di %s desa dan kelurahan, begitu pula di wilayah di atasnya.", indonesian.count(villages)),
	}
}

// LeakageTaken says that whom a programme reaches wrongly in so many villages
// was taken from the areas above.
func LeakageTaken(villages int) poverty.Text {
	return poverty.Text{
		EN: fmt.Sprintf("How many recipients are not eligible is withheld in %s: what the areas above hold beyond the villages shown is shared among them by families registered.", english.counted(villages, "village", "villages")),
		ID: fmt.Sprintf("Jumlah penerima yang tidak berhak disamarkan di %s desa dan kelurahan: selisih angka wilayah di atasnya dengan desa yang ditampilkan dibagi menurut jumlah keluarga terdata.", indonesian.count(villages)),
	}
}

func (r *Ranking) withheld() poverty.Text {
	kind, n := kinds[r.question.Kind], len(r.Withheld)
	if n == 0 {
		return poverty.Text{}
	}
	return poverty.Text{
		EN: fmt.Sprintf("; the figures of %s are withheld", english.counted(n, kind.one, kind.many)),
		ID: fmt.Sprintf("; angka %s %s disamarkan", indonesian.count(n), kind.id),
	}
}

// Why says in one sentence why the place is listed: how many are missed, how
// much of the gap that is, and how surely coverage is below the threshold.
func (p *Ranked) Why() poverty.Text {
	if p.Missed == 0 {
		return join(p.allReached(), stop)
	}
	return join(p.notReached(), p.ofGap(), p.certainty(), p.around(), stop)
}

func (p *Ranked) allReached() poverty.Text {
	if p.Eligible == 1 {
		return poverty.Text{EN: "The one eligible family here is reached", ID: "Satu-satunya keluarga berhak di sini sudah terjangkau"}
	}
	return poverty.Text{
		EN: fmt.Sprintf("All %s eligible families here are reached", english.count(p.Eligible)),
		ID: fmt.Sprintf("Semua %s keluarga berhak di sini sudah terjangkau", indonesian.count(p.Eligible)),
	}
}

func (p *Ranked) notReached() poverty.Text {
	switch n, of := p.Missed, p.Eligible; {
	case p.Bound != "":
		return p.bounded()
	case of == 1:
		return poverty.Text{EN: "The one eligible family here is not reached", ID: "Satu-satunya keluarga berhak di sini belum terjangkau"}
	case n == of:
		return poverty.Text{
			EN: fmt.Sprintf("None of the %s eligible families here is reached", english.count(of)),
			ID: fmt.Sprintf("Tidak satu pun dari %s keluarga berhak di sini terjangkau", indonesian.count(of)),
		}
	default:
		return poverty.Text{
			EN: fmt.Sprintf("%s of %s eligible families here %s not reached", english.count(n), english.count(of), choose(n == 1, "is", "are")),
			ID: fmt.Sprintf("%s dari %s keluarga berhak di sini belum terjangkau", indonesian.count(n), indonesian.count(of)),
		}
	}
}

func (p *Ranked) ofGap() poverty.Text {
	share, _ := p.OfGap().Value()
	var about poverty.Text
	if p.in.rough != "" {
		about = About.Words()
	}
	return join(
		poverty.Text{
			EN: fmt.Sprintf(" (%s%s of all families known to be missed", about.EN, english.percent(share)),
			ID: fmt.Sprintf(" (%s%s dari semua keluarga yang diketahui terlewat", about.ID, indonesian.percent(share)),
		},
		p.in.question.within(),
		poverty.Text{EN: ")", ID: ")"},
	)
}

// Probabilities from which coverage is said to be clearly, and probably, below
// the threshold: clearly where the 95 % interval lies below it.
const clearly, probably = .975, .8

func (p *Ranked) certainty() poverty.Text {
	threshold := p.in.question.Threshold
	en, id := english.decimal(100*threshold)+"%", indonesian.decimal(100*threshold)+"%"
	probability, believed := p.BelowThreshold()
	switch covered := float64(p.Eligible-p.Missed) / float64(p.Eligible); {
	case threshold == 0:
		return poverty.Text{}
	case p.undecided(covered, threshold):
		return poverty.Text{
			EN: fmt.Sprintf("; whether fewer than %s are reached is not shown", en),
			ID: fmt.Sprintf("; apakah yang terjangkau kurang dari %s tidak ditampilkan", id),
		}
	case covered >= threshold:
		return poverty.Text{
			EN: fmt.Sprintf("; the place is listed for their number, since at least %s are reached", en),
			ID: fmt.Sprintf("; masuk daftar karena jumlahnya, sebab cakupannya sendiri sudah sedikitnya %s", id),
		}
	case believed && probability < probably:
		return poverty.Text{
			EN: fmt.Sprintf("; that fewer than %s are reached may be chance", en),
			ID: fmt.Sprintf("; kurang dari %s yang terjangkau mungkin hanya kebetulan", id),
		}
	case !believed || covered == 0: // that none is reached was said
		return poverty.Text{}
	}
	sure := probability >= clearly
	return poverty.Text{
		EN: fmt.Sprintf("; the share reached is %s below %s", choose(sure, "clearly", "probably"), en),
		ID: fmt.Sprintf("; bagian yang terjangkau %s di bawah %s", choose(sure, "jelas", "kemungkinan besar"), id),
	}
}

// around says how the place differs from what lies around it; a cluster is its own
// surroundings, and differs from all the rest.
func (p *Ranked) around() poverty.Text {
	if p.in.question.Kind == "cluster" {
		return p.apart()
	}
	switch p.HotSpot {
	case Hot:
		return poverty.Text{EN: ", and many are missed around it as well", ID: ", dan di sekitarnya juga banyak yang terlewat"}
	case HotOutlier:
		return poverty.Text{EN: ", while fewer are missed around it", ID: ", sedangkan di sekitarnya lebih sedikit yang terlewat"}
	case ColdOutlier:
		return poverty.Text{EN: ", while more are missed around it", ID: ", sedangkan di sekitarnya lebih banyak yang terlewat"}
	}
	return poverty.Text{}
}

// apart says how a cluster differs from the rest.
func (p *Ranked) apart() poverty.Text {
	if p.Ratio == 0 || p.Bound != "" {
		return poverty.Text{}
	}
	return poverty.Text{
		EN: fmt.Sprintf("; the share missed is %s times that elsewhere", english.decimal(p.Ratio)),
		ID: fmt.Sprintf("; porsi yang terlewat %s kali porsi di tempat lain", indonesian.decimal(p.Ratio)),
	}
}

// From here on facts are worth a sentence.
const manyFamilies = .1

// Doubts says in sentences what keeps the figures of a place uncertain: a tenth
// of the families or more without a location, about whom the registries
// disagree, or whom none has confirmed for a year; and that it is not shown how
// many have a location.
func (f Facts) Doubts() (doubts []poverty.Text) {
	if f.Hidden {
		doubts = append(doubts, poverty.Text{
			EN: "How many of the families here have a location is not shown: it is withheld.",
			ID: "Berapa keluarga di sini yang punya titik lokasi tidak ditampilkan: angkanya disamarkan.",
		})
	}
	if share, _ := f.NotLocated.Value(); share >= manyFamilies {
		doubts = append(doubts, poverty.Text{
			EN: fmt.Sprintf("%s of the families here have no location and are missing from the map.", english.percent(share)),
			ID: fmt.Sprintf("%s keluarga di sini belum punya titik lokasi dan tidak tampak di peta.", indonesian.percent(share)),
		})
	}
	if share, _ := f.Discordant.Value(); share >= manyFamilies {
		doubts = append(doubts, poverty.Text{
			EN: fmt.Sprintf("The registries disagree about %s of the families here.", english.percent(share)),
			ID: fmt.Sprintf("Sumber data tidak sepakat tentang %s keluarga di sini.", indonesian.percent(share)),
		})
	}
	if share, _ := f.Old.Value(); share >= manyFamilies {
		doubts = append(doubts, poverty.Text{
			EN: fmt.Sprintf("No registry has confirmed %s of the families here for more than a year.", english.percent(share)),
			ID: fmt.Sprintf("Data %s keluarga di sini tidak dimutakhirkan lebih dari setahun.", indonesian.percent(share)),
		})
	}
	return doubts
}

func (q Question) within() poverty.Text {
	if q.Within == "" {
		return poverty.Text{}
	}
	return poverty.Text{EN: " in " + q.Within, ID: " di " + q.Within}
}

var stop = poverty.Text{EN: ".", ID: "."}

// join returns the texts, one after the other.
func join(texts ...poverty.Text) (s poverty.Text) {
	for _, t := range texts {
		s.EN += t.EN
		s.ID += t.ID
	}
	return s
}

// capital returns the text with a capital letter first.
func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func choose(yes bool, this, that string) string {
	if yes {
		return this
	}
	return that
}
