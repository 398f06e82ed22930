package store

import (
	"encoding/binary"
	"errors"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// The decoders of pgx did not learn the format from us.
func TestAppendersAreReadByOthers(t *testing.T) {
	types := pgtype.NewMap()
	value := func(b []byte) []byte {
		switch n := int32(binary.BigEndian.Uint32(b)); {
		case n == -1 && len(b) == 4:
			return nil
		case int(n) == len(b)-4:
			return b[4:]
		default:
			t.Errorf("%d bytes say that they are %d", len(b)-4, n)
			return nil
		}
	}
	for _, tc := range []struct {
		name string
		oid  uint32
		got  []byte
		want any
	}{
		{"smallint", pgtype.Int2OID, appendInt2(nil, -2), int16(-2)},
		{"integer", pgtype.Int4OID, appendInt4(nil, -70_000), int32(-70_000)},
		{"bigint", pgtype.Int8OID, appendInt8(nil, math.MinInt64), int64(math.MinInt64)},
		{"real", pgtype.Float4OID, appendReal(nil, 1.25), float32(1.25)},
		{"float8", pgtype.Float8OID, appendFloat(nil, 1e-7), 1e-7},
		{"true", pgtype.BoolOID, appendBool(nil, true), true},
		{"false", pgtype.BoolOID, appendBool(nil, false), false},
		{"text", pgtype.TextOID, appendText(nil, "é"), "é"},
		{"no text", pgtype.TextOID, appendText(nil, ""), ""},
		{"bytes", pgtype.ByteaOID, appendBytes(nil, []byte{0, 255}), []byte{0, 255}},
		{"a day of the last century", pgtype.DateOID, appendDate(nil, time.Date(1945, 8, 17, 0, 0, 0, 0, time.UTC)), time.Date(1945, 8, 17, 0, 0, 0, 0, time.UTC)},
		{"29 February", pgtype.DateOID, appendDate(nil, time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)), time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)},
	} {
		got := reflect.New(reflect.TypeOf(tc.want))
		if err := types.Scan(tc.oid, pgtype.BinaryFormatCode, value(tc.got), got.Interface()); err != nil {
			t.Errorf("%s: %v", tc.name, err)
		} else if !reflect.DeepEqual(got.Elem().Interface(), tc.want) {
			t.Errorf("%s: %v, want %v", tc.name, got.Elem(), tc.want)
		}
	}
	for _, want := range []int64{0, 1, 9999, 10_000, 600_000, 100_000_000, 123_456_789_012, math.MaxInt64} {
		var n pgtype.Numeric
		if err := types.Scan(pgtype.NumericOID, pgtype.BinaryFormatCode, value(appendNumeric(nil, want)), &n); err != nil {
			t.Errorf("numeric %d: %v", want, err)
		} else if got, err := n.Int64Value(); err != nil || got.Int64 != want {
			t.Errorf("numeric %d is read as %v, %v", want, got.Int64, err)
		}
	}
	for name, b := range map[string][]byte{"bytes": appendBytes(nil, nil), "date": appendDate(nil, time.Time{}), "smallint": appendSmall(nil, 0), "word": appendWord(nil, "")} {
		if value(b) != nil {
			t.Errorf("a missing %s is not null", name)
		}
	}
}

func TestACopyRemembersWhyItsSourceFailed(t *testing.T) {
	full := errors.New("the disk is full")
	f := &failing{in: io.MultiReader(strings.NewReader("row"), readerOf(func([]byte) (int, error) { return 0, full }))}
	if _, err := io.ReadAll(f); err != full || f.err != full {
		t.Errorf("read: %v, remembered: %v, want %v", err, f.err, full)
	}
}

type readerOf func([]byte) (int, error)

func (r readerOf) Read(p []byte) (int, error) { return r(p) }

func TestTerseErrorsQuoteNoRow(t *testing.T) {
	err := terse(&pgconn.PgError{Code: "23514", Message: "row violates check", Detail: "Failing row contains (secret).",
		Where: "COPY household, line 1: secret", TableName: "household", ConstraintName: "household_desil_check"})
	if strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), "household_desil_check") || errors.As(err, new(*pgconn.PgError)) {
		t.Errorf("terse: %v", err)
	}
}
