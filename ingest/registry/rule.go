package registry

import (
	"tepat/geo/poverty"
	"tepat/ingest/say"
)

// A Rule is something that can be wrong with a row.
type Rule struct {
	ID       string
	Severity string // poverty.Aside, poverty.Warning
	Message  poverty.Text
}

// The rules for single values. None of them drops a family.
var (
	NIKMissing      = &Rule{"N01", poverty.Warning, say.NIKMissing}
	NIKLength       = &Rule{"N02", poverty.Warning, say.NIKLength}
	NIKRounded      = &Rule{"N03", poverty.Warning, say.NIKRounded}
	NumbersDoubtful = &Rule{"N07", poverty.Warning, say.NumbersDoubtful}
	NIKPattern      = &Rule{"N04", poverty.Warning, say.NIKPattern}
	NIKDate         = &Rule{"N05", poverty.Warning, say.NIKDate}
	NIKProvince     = &Rule{"N06", poverty.Warning, say.NIKProvince}
	NIKBirth        = &Rule{"N10", poverty.Warning, say.NIKBirth}
	NIKSex          = &Rule{"N11", poverty.Warning, say.NIKSex}
	NIKDistrict     = &Rule{"N12", poverty.Warning, say.NIKDistrict}
	NIKIsKK         = &Rule{"N13", poverty.Warning, say.NIKIsKK}
	NIKTwice        = &Rule{"N14", poverty.Warning, say.NIKTwice}
	KKLength        = &Rule{"N20", poverty.Warning, say.KKLength}
	KKPattern       = &Rule{"N21", poverty.Warning, say.KKPattern}
	BirthForm       = &Rule{"B01", poverty.Warning, say.BirthForm}
	BirthFuture     = &Rule{"B02", poverty.Warning, say.BirthFuture}
	BirthOld        = &Rule{"B03", poverty.Warning, say.BirthOld}
	DesilForm       = &Rule{"V01", poverty.Warning, say.DesilForm}
	SexForm         = &Rule{"V02", poverty.Warning, say.SexForm}
	FlagForm        = &Rule{"V03", poverty.Warning, say.FlagForm}
	MembersForm     = &Rule{"V04", poverty.Warning, say.MembersForm}
	AmountForm      = &Rule{"V05", poverty.Warning, say.AmountForm}
	ConsumptionForm = &Rule{"V06", poverty.Warning, say.ConsumptionForm}
	TooManyCells    = &Rule{"R01", poverty.Aside, say.TooManyCells}
	TooFewCells     = &Rule{"R04", poverty.Aside, say.TooFewCells}
	CellTooLong     = &Rule{"R02", poverty.Aside, say.CellTooLong}
)

// A Fault is a rule that a value of a row fell under.
type Fault struct {
	*Rule
	Row    int64
	Column string // header as the file has it; "" for the whole row
}
