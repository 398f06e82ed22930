package registry

import "tepat/geo/poverty"

// A Rule is something that can be wrong with a row.
type Rule struct {
	ID       string
	Severity string // poverty.Aside, poverty.Warning
	Message  string
}

// The rules for single values. None of them drops a family.
var (
	NIKMissing      = &Rule{"N01", poverty.Warning, "there is no NIK"}
	NIKLength       = &Rule{"N02", poverty.Warning, "the NIK is not 16 digits"}
	NIKRounded      = &Rule{"N03", poverty.Warning, "a spreadsheet program has rounded the number: it is in scientific notation, or its cell holds a number that ends in 0, not text"}
	NumbersDoubtful = &Rule{"N07", poverty.Warning, "a spreadsheet program may have rounded some of them; look at those that end in 0"}
	NIKPattern      = &Rule{"N04", poverty.Warning, "the NIK is all one digit, a sequence, or has serial 0000"}
	NIKDate         = &Rule{"N05", poverty.Warning, "the NIK holds a date that does not exist"}
	NIKProvince     = &Rule{"N06", poverty.Warning, "the NIK begins with no province that there has been"}
	NIKBirth        = &Rule{"N10", poverty.Warning, "the NIK holds another date of birth"}
	NIKSex          = &Rule{"N11", poverty.Warning, "the NIK holds another sex"}
	NIKDistrict     = &Rule{"N12", poverty.Warning, "the NIK names no regency or district"}
	NIKIsKK         = &Rule{"N13", poverty.Warning, "NIK and KK are the same number"}
	NIKTwice        = &Rule{"N14", poverty.Warning, "another family of this file has the same NIK"}
	KKLength        = &Rule{"N20", poverty.Warning, "the KK is not 16 digits"}
	KKPattern       = &Rule{"N21", poverty.Warning, "the KK is all one digit, a sequence, or has serial 0000"}
	BirthForm       = &Rule{"B01", poverty.Warning, "not a date that can be read"}
	BirthFuture     = &Rule{"B02", poverty.Warning, "a birth after the date of the list"}
	BirthOld        = &Rule{"B03", poverty.Warning, "an age above 110"}
	DesilForm       = &Rule{"V01", poverty.Warning, "not a decile from 1 to 10"}
	SexForm         = &Rule{"V02", poverty.Warning, "neither L nor P"}
	FlagForm        = &Rule{"V03", poverty.Warning, "neither yes nor no"}
	MembersForm     = &Rule{"V04", poverty.Warning, "not a number of persons from 1 to 99"}
	AmountForm      = &Rule{"V05", poverty.Warning, "not an amount in rupiah"}
	ConsumptionForm = &Rule{"V06", poverty.Warning, "not rupiah for a person and month, 10 000 to 1 000 000 000"}
	TooManyCells    = &Rule{"R01", poverty.Aside, "the row has more cells than the header"}
	TooFewCells     = &Rule{"R04", poverty.Aside, "the row has fewer cells than the header: it is broken off, or a separator is missing (where a spreadsheet program left out empty cells at the end, save as XLSX)"}
	CellTooLong     = &Rule{"R02", poverty.Aside, "a cell is longer than 32 768 bytes"}
)

// A Fault is a rule that a value of a row fell under.
type Fault struct {
	*Rule
	Row    int64
	Column string // header as the file has it; "" for the whole row
}
