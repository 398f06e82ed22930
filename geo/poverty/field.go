package poverty

// A FieldResult is a number of missed families that the register does not tell,
// as it was kept of a sample or of two lists: another than the administrative gap,
// and never a part of it.
type FieldResult struct {
	Kind      string  `json:"kind"`                // VerifiedExclusionError or UnregisteredPoor
	Programme string  `json:"programme,omitempty"` // of a verified error: id, strategy_a … or any
	Area      string  `json:"area"`                // code of the area that it holds for
	AsOf      string  `json:"as_of"`               // 2006-01-02, of the visits
	Value     float64 `json:"value"`               // a share, 0 to 1; of unregistered poor, families
	Low       float64 `json:"low"`                 // 95 % interval
	High      float64 `json:"high"`
	Families  int     `json:"families"` // that it rests on: visited and eligible, or listed
}

// The kinds of what the field tells.
const (
	VerifiedExclusionError = "verified_exclusion_error"
	UnregisteredPoor       = "unregistered_poor"
)
