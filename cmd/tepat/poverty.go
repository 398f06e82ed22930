package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"strconv"

	"tepat/geo/reach"
)

type povertyMeasures struct{ asking }

// Run says what families live on.
func (v *povertyMeasures) Run(ctx context.Context, args []string) error {
	if err := v.check(args); err != nil {
		return err
	}
	g, err := v.ground(ctx)
	if err != nil {
		return err
	}
	p, err := reach.NewPoverty(g.About())
	if err != nil {
		return err
	}
	switch v.format {
	case "json":
		return writeJSON(v.out, p)
	case "csv":
		return v.csv(p)
	}
	return v.table(p)
}

func (v *povertyMeasures) table(p *reach.Poverty) error {
	fmt.Fprintf(v.out, "%s\n%s\n\n", v.say(p.Sentence), v.say(p.Note))
	whole := p.Whole
	whole.Name = v.in("all", "seluruhnya")
	return table(v.out, v.in("place\tfamilies\tpersons\tunknown\tP0 headcount\tP1 gap\tP2 severity\tstep\tGini\tstep\t", "wilayah\tkeluarga\tjiwa\ttidak diketahui\tP0 proporsi\tP1 kedalaman\tP2 keparahan\tkelipatan\tGini\tkelipatan\t"), func(row func(...any)) {
		for _, in := range append([]reach.PovertyIn{whole}, p.Districts...) {
			withheld := v.in("withheld: ", "disamarkan: ")
			switch {
			case in.State == "no_data":
				row(in.Name, "", "", "", "", "", "", "", "", "", v.say(*in.Reason))
				continue
			case in.Reason != nil:
				row(in.Name, "", "", "", "", "", "", "", "", "", withheld+v.say(*in.Reason))
				continue
			}
			why := ""
			if in.GiniReason != nil {
				why = "Gini " + withheld + v.say(*in.GiniReason)
			}
			unknown := "–" // too few
			if in.Unknown != nil {
				unknown = strconv.Itoa(*in.Unknown)
			}
			row(in.Name, *in.Families, *in.Persons, unknown, v.number(in.P0), v.number(in.P1), v.number(in.P2), v.number(in.Step), v.number(in.Gini), v.number(in.GiniStep), why)
		}
	})
}

func (v *povertyMeasures) csv(p *reach.Poverty) error {
	out := csv.NewWriter(v.out)
	out.Write([]string{"code", "name", "state", "families", "persons", "unknown", "headcount", "gap", "severity", "gini", "step", "poverty_line", "reason", "gini_step"})
	line := ""
	if p.Line != nil {
		line = strconv.Itoa(p.Line.Rupiah)
	}
	for _, in := range append([]reach.PovertyIn{p.Whole}, p.Districts...) {
		reason := ""
		if in.Reason != nil {
			reason = v.say(*in.Reason)
		} else if in.GiniReason != nil {
			reason = "Gini: " + v.say(*in.GiniReason)
		}
		out.Write([]string{in.Code, text(in.Name), in.State, cell(in.Families), cell(in.Persons), cell(in.Unknown),
			cell(in.P0), cell(in.P1), cell(in.P2), cell(in.Gini), cell(in.Step), line, reason, cell(in.GiniStep)})
	}
	out.Flush()
	return out.Error()
}

// cell writes a number that may be missing.
func cell[N int | float64](n *N) string {
	if n == nil {
		return ""
	}
	return strconv.FormatFloat(float64(*n), 'f', -1, 64)
}
