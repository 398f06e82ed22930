package main

import (
	"bytes"
	"context"
	"fmt"

	"tepat/ingest/seal"
)

// keys loads the key file, which is made where the register is still empty, and
// keeps its marks.
func (p *place) keys(ctx context.Context, db *database) (*seal.Keys, error) {
	keys, err := p.rightKeys(ctx, db)
	if err != nil {
		return nil, err
	}
	return keys, db.KeepKeyMarks(ctx, keys.Marks())
}

// rightKeys loads the key file, which must be the one under which the register
// was made: with another one every family would be a new one, and nobody on a
// list would be found.
func (p *place) rightKeys(ctx context.Context, db *database) (*seal.Keys, error) {
	marks, made, err := db.KeyMarks(ctx)
	if err != nil {
		return nil, err
	}
	if (made || len(marks) > 0) && !exists(p.key()) {
		return nil, fmt.Errorf("the key file %s is missing, and the register was made under it: put it back from its copy, or name it with --key-file", p.key())
	}
	keys, err := seal.Load(p.key())
	if err != nil {
		return nil, err
	}
	have := keys.Marks()
	for id, mark := range marks {
		if !bytes.Equal(have[id], mark) {
			return nil, fmt.Errorf("key %d of %s is not the one under which the register was made: put that file back from its copy, or name it with --key-file", id, p.key())
		}
	}
	return keys, nil
}
