package survey

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"tepat/geo/poverty"
	"tepat/geo/stat"
)

// A SmallArea is what a survey says of one area, and what is known of it besides.
type SmallArea struct {
	Code       string
	Direct     float64 // the survey's own estimate
	Variance   float64 // its sampling variance, above 0
	Size       float64 // persons or families, for a benchmark
	Covariates []float64
}

// A SmallAreaModel says how areas are estimated.
type SmallAreaModel struct {
	Method     string   // reml, ml
	Covariates []string // their names, in the order of [SmallArea.Covariates]; an intercept is added
	Benchmark  *float64 // the known figure of all areas together; nil for none
}

// SmallAreas are estimates of areas by a Fay–Herriot model.
type SmallAreas struct {
	Method       string         `json:"method"`
	Sigma2       float64        `json:"sigma2"` // variance of area effects
	Coefficients []Coefficient  `json:"coefficients"`
	Notes        []poverty.Text `json:"notes"`
	Benchmark    *Benchmark     `json:"benchmark,omitempty"`
	Areas        []AreaEstimate `json:"areas"`
}

// A Coefficient is what the model gives a covariate.
type Coefficient struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
}

// An AreaEstimate is one area: what the survey says, what the model says, and both together.
type AreaEstimate struct {
	Code        string   `json:"code"`
	Direct      float64  `json:"direct"`
	DirectCV    *float64 `json:"direct_cv,omitempty"` // standard error ÷ estimate
	Synthetic   float64  `json:"synthetic"`           // by the covariates alone
	Weight      float64  `json:"weight"`              // γ: of the direct estimate in the EBLUP
	EBLUP       float64  `json:"eblup"`
	MSE         float64  `json:"mse"`
	CV          *float64 `json:"cv,omitempty"`          // root of the MSE ÷ EBLUP
	Benchmarked *float64 `json:"benchmarked,omitempty"` // EBLUP × factor; only where the factor is not far from 1
}

// A Benchmark holds estimates against the known figure of the whole.
type Benchmark struct {
	Known   float64       `json:"known"`
	Mean    float64       `json:"mean"`   // of the EBLUPs, weighted by size
	Factor  float64       `json:"factor"` // Known ÷ Mean
	Far     bool          `json:"far"`    // outside 0.8 to 1.25: nothing is scaled
	Warning *poverty.Text `json:"warning,omitempty"`
}

var methods = map[string]stat.Method{"reml": stat.REML, "ml": stat.ML}

// EstimateAreas estimates areas by [stat.FayHerriot]. It returns an
// [*poverty.InputError] for a question that has no answer.
func EstimateAreas(areas []SmallArea, m SmallAreaModel) (*SmallAreas, error) {
	by, known := methods[m.Method]
	if !known {
		return nil, &poverty.InputError{Field: "method", Got: m.Method, Allowed: "reml, ml"}
	}
	y, ψ, x := make([]float64, len(areas)), make([]float64, len(areas)), make([][]float64, len(areas))
	for i, a := range areas {
		y[i], ψ[i], x[i] = a.Direct, a.Variance, append([]float64{1}, a.Covariates...)
	}
	fit, err := stat.FayHerriot(y, ψ, x, by)
	if err != nil {
		return nil, m.unfit(err, len(areas))
	}
	out := &SmallAreas{Method: m.Method, Sigma2: fit.Sigma2, Notes: []poverty.Text{}}
	for k, name := range append([]string{"intercept"}, m.Covariates...) {
		out.Coefficients = append(out.Coefficients, Coefficient{name, fit.Beta[k]})
	}
	for i, a := range areas {
		e := AreaEstimate{Code: a.Code, Direct: y[i], Weight: fit.Gamma[i], EBLUP: fit.EBLUP[i], MSE: fit.MSE[i]}
		for k, v := range x[i] {
			e.Synthetic += fit.Beta[k] * v
		}
		e.DirectCV, e.CV = variation(ψ[i], y[i]), variation(e.MSE, e.EBLUP)
		out.Areas = append(out.Areas, e)
	}
	if fit.Sigma2 == 0 {
		out.Notes = append(out.Notes, poverty.Text{
			EN: "σ² is 0: the covariates explain the areas as well as sampling allows, and each is estimated by them alone.",
			ID: "σ² bernilai 0: kovariat sudah menjelaskan wilayah sejauh galat sampel memungkinkan; setiap wilayah diperkirakan dari kovariat saja.",
		})
	}
	return out, out.hold(areas, m.Benchmark)
}

// unfit says why a model has no answer in the words of who asks.
func (m SmallAreaModel) unfit(err error, areas int) error {
	switch {
	case errors.Is(err, stat.ErrTooFew):
		return &poverty.InputError{Field: "areas", Got: fmt.Sprint(areas), Allowed: fmt.Sprintf("%d or more with %d covariates", len(m.Covariates)+2, len(m.Covariates))}
	case errors.Is(err, stat.ErrCollinear):
		return &poverty.InputError{Field: "covariates", Got: fmt.Sprint(m.Covariates), Allowed: "such as do not depend on each other, nor are the same in all areas"}
	}
	return err
}

// variation returns the root of a variance as a share of what it is of; nil of nothing.
func variation(variance, of float64) *float64 {
	if of == 0 || variance < 0 {
		return nil
	}
	cv := math.Sqrt(variance) / math.Abs(of)
	return &cv
}

// hold holds the estimates against the known figure, and scales them where the
// two do not contradict each other.
func (s *SmallAreas) hold(areas []SmallArea, known *float64) error {
	if known == nil {
		return nil
	}
	var estimates, sizes []float64
	for i, a := range areas {
		estimates, sizes = append(estimates, s.Areas[i].EBLUP), append(sizes, a.Size)
	}
	b, err := stat.BenchmarkTo(*known, estimates, sizes)
	if err != nil || !(b.Factor > 0) {
		return &poverty.InputError{Field: "benchmark", Got: fmt.Sprint(*known), Allowed: "a figure above 0, of areas whose sizes and estimates add up to more than 0"}
	}
	s.Benchmark = &Benchmark{Known: *known, Mean: *known / b.Factor, Factor: b.Factor, Far: b.Far}
	if b.Far {
		s.Benchmark.Warning = &poverty.Text{
			EN: fmt.Sprintf("The estimates would have to be multiplied by %.3f to agree with the known figure, outside 0.8 to 1.25: the two sources contradict each other, and nothing is scaled.", b.Factor),
			ID: fmt.Sprintf("Estimasi harus dikalikan %s agar sama dengan angka acuan, di luar 0,8–1,25: kedua sumber bertentangan, dan tidak ada yang disesuaikan.", strings.Replace(fmt.Sprintf("%.3f", b.Factor), ".", ",", 1)),
		}
		return nil
	}
	for i := range s.Areas {
		s.Areas[i].Benchmarked = &b.Scaled[i]
	}
	return nil
}

// Dummies returns a covariate of 0 and 1 for each level but the first, in the
// order of their texts, with its name.
func Dummies(name string, of []string) (names []string, columns [][]float64) {
	levels := slices.Compact(slices.Sorted(slices.Values(of)))
	for _, level := range levels[min(1, len(levels)):] {
		column := make([]float64, len(of))
		for i, v := range of {
			if v == level {
				column[i] = 1
			}
		}
		names, columns = append(names, name+"="+level), append(columns, column)
	}
	return names, columns
}
