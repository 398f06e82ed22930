package poverty

// A Housing is what a registry says of a family's house: the answers to seven
// questions of the Regsosek 2022 questionnaire, which is that of DTSEN too,
// by their codes, four bits each. An answer of 0 is not known.
type Housing uint32

// A Question is a place in a [Housing].
type Question uint8

// The questions with their number in Regsosek 2022, and the codes of their answers.
const (
	Floor  Question = iota // 303: 1 marble, granite · 2 ceramic · 3 parquet, vinyl · 4 tile, terrazzo · 5 wood · 6 cement, brick · 7 bamboo · 8 earth · 9 other
	Wall                   // 304: 1 masonry · 2 plastered bamboo · 3 wood, board · 4 woven bamboo · 5 log · 6 bamboo · 7 other
	Roof                   // 305: 1 concrete · 2 tile · 3 zinc · 4 asbestos · 5 shingle · 6 bamboo · 7 thatch · 8 other
	Water                  // 306a: 1 bottled · 2 refill · 3 piped · 4 borehole · 5 protected well · 6 unprotected well · 7 protected spring · 8 unprotected spring · 9 surface · 10 rain · 11 other
	Toilet                 // 309a: 1 private · 2 shared · 3 communal · 4 public · 5 not used · 6 none
	Light                  // 307a: 1 PLN metered · 2 PLN unmetered · 3 not of PLN · 4 no electricity
	Power                  // 307b: 1 450 VA · 2 900 · 3 1300 · 4 2200 · 5 more
	questions
)

// Questions names the questions, as properties, columns and mappings do, and
// says how many answers each has.
var Questions = [questions]struct {
	Name    string
	Answers int
}{{"floor", 9}, {"wall", 7}, {"roof", 8}, {"water", 11}, {"toilet", 6}, {"light", 4}, {"power", 5}}

// Answer returns the code of the answer; 0 where it is not known.
func (h Housing) Answer(q Question) int { return int(h>>(4*q)) & 15 }

// With returns h with another answer to one question.
func (h Housing) With(q Question, answer int) Housing {
	return h&^(15<<(4*q)) | Housing(answer)<<(4*q)
}
