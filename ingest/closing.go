package ingest

import (
	"cmp"
	"slices"

	"tepat/geo/poverty"
	"tepat/ingest/say"
)

// DefaultCloseLimit is the share of a registry's families, 0 to 1, that a new
// edition may lack before its file is taken for a part, or for another file.
const DefaultCloseLimit = 0.2

// DefaultNewLimit is the share of a file's families, 0 to 1, in villages of
// which the register holds an edition of the same registry, that may be new to
// it before the file is taken for a list, or for one of another registry. Below
// newLeast families chance does as much.
const (
	DefaultNewLimit = 0.5
	newLeast        = 50
)

// A village may lose more than all villages together, but not half of its
// families without a word: a stray row of it in the file of another district
// would close all others. Below villageLeast families chance does as much.
const (
	villageLimit = 0.5
	villageLeast = 10
)

// leftAlone counts the families that the file lacks and that stay: those of
// villages that it does not have, or of an edition that it corrects.
const leftAlone = "E01"

// checkClosing refuses a file that lacks too many of the families that the
// register holds of the villages it is about, or has too many that are new there.
func (j *job) checkClosing() error {
	var held, closed, others, left, records, fresh int64
	var emptied []poverty.Closing
	limit := max(j.set.CloseLimit, villageLimit)
	for _, c := range j.intake.Closing() {
		if !c.InFile {
			others += c.Held
			continue
		}
		held, closed, left = held+c.Held, closed+c.Closed, left+c.Left
		records, fresh = records+c.Records, fresh+c.New
		if float64(c.Closed) > limit*float64(c.Held) && c.Closed >= villageLeast {
			emptied = append(emptied, c)
		}
	}
	name := j.report.Name
	instead := say.ClosingInstead
	switch {
	case float64(closed) > j.set.CloseLimit*float64(held):
		return j.refuse(say.RefusedClosing,
			closed, held, name, percent(closed, held), percentOf(j.set.CloseLimit), instead)
	case len(emptied) > 0:
		return j.refuse(say.RefusedEmptied,
			name, j.named(emptied), instead)
	case float64(fresh) > j.set.NewLimit*float64(records) && fresh >= newLeast:
		return j.refuse(say.RefusedNew,
			fresh, records, name, percent(fresh, records), percentOf(j.set.NewLimit))
	case others+left > 0:
		j.report.count(leftAlone, poverty.Warning, leftWords(others, left), others+left)
	}
	return nil
}

// leftWords says why families that the file lacks stay.
func leftWords(others, left int64) poverty.Text {
	corrected := say.Fill(say.LeftCorrected, left)
	switch {
	case left == 0:
		return say.LeftElsewhere
	case others == 0:
		return corrected
	}
	return say.Fill(say.LeftBoth, corrected, others, say.LeftElsewhere)
}

// named lists villages by code, those that lose most first.
func (j *job) named(list []poverty.Closing) poverty.Text {
	const told = 5
	slices.SortStableFunc(list, func(a, b poverty.Closing) int { return cmp.Compare(b.Closed, a.Closed) })
	var words []poverty.Text
	for _, c := range list[:min(told, len(list))] {
		words = append(words, say.Fill(say.OfVillage, j.places.code(c.Village), c.Closed, c.Held))
	}
	if n := len(list) - told; n > 0 {
		words = append(words, say.Fill(say.MoreVillages, n))
	}
	return say.Join(words, ", ")
}

func percent(part, of int64) poverty.Text { return percentOf(float64(part) / float64(max(of, 1))) }

func percentOf(share float64) poverty.Text { return say.Decimal("%.3g %%", 100*share) }
