package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"strconv"

	"tepat/geo/reach"
)

type deprivation struct{ asking }

// Run says what houses lack.
func (v *deprivation) Run(ctx context.Context, args []string) error {
	if err := v.check(args); err != nil {
		return err
	}
	g, err := v.ground(ctx)
	if err != nil {
		return err
	}
	d, err := reach.NewDeprivation(g.About())
	if err != nil {
		return err
	}
	switch v.format {
	case "json":
		return writeJSON(v.out, d)
	case "csv":
		return v.csv(d)
	}
	fmt.Fprintln(v.out, v.say(d.Sentence))
	if d.Withheld {
		return nil
	}
	fmt.Fprintf(v.out, "H %s, A %s, M0 %s; %s %d\n\n", v.rate(d.Headcount), signed(d.Bound, v.number(d.Intensity)), signed(d.Bound, v.number(d.Adjusted)),
		v.in("families of whom not all is known:", "keluarga yang datanya tidak lengkap:"), d.Unknown)
	return table(v.out, v.in("lacking\tfamilies\tof these poor\tof M0", "kekurangan\tkeluarga\tdi antaranya miskin\tdari M0"), func(row func(...any)) {
		for _, i := range d.Items {
			row(v.say(i.Name), v.rate(i.Headcount), v.rate(i.Censored), signed(d.Bound, v.part(i.Contribution)))
		}
	})
}

func (v *deprivation) csv(d *reach.Deprivation) error {
	out := csv.NewWriter(v.out)
	out.Write([]string{"id", "name", "families", "deprived", "censored", "contribution", "deprived_bound", "censored_bound", "contribution_bound"})
	for _, i := range d.Items {
		if i.Headcount == nil {
			continue
		}
		contribution := ""
		if i.Contribution != nil {
			contribution = strconv.FormatFloat(*i.Contribution, 'f', -1, 64)
		}
		out.Write([]string{i.ID, text(v.say(i.Name)), strconv.Itoa(i.Headcount.Whole), strconv.Itoa(i.Headcount.Part), strconv.Itoa(i.Censored.Part), contribution,
			string(i.Headcount.Bound), string(i.Censored.Bound), string(d.Bound)})
	}
	out.Flush()
	return out.Error()
}
