package synth

import "math/rand/v2"

func (p *places) operators(r *rand.Rand) {}
