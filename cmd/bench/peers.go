package main

import (
	"context"
	"fmt"
	"math"
	"strings"

	"tepat/geo/disclose"
	"tepat/geo/poverty"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/ewkb"
)

// keepForPeers stores what a map at resolution 9 draws as polygons: table
// peer.cell in WGS 84 with the columns of our GeoJSON, and table peer.tile in
// web Mercator, with a GiST index, with the columns of our tiles.
func (b *bench) keepForPeers(ctx context.Context, s *shown) error {
	conn, err := b.connect(ctx, s.url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	table, columns := "id bigint, h3 text, resolution integer, \"group\" text, leaf boolean", []string{"id", "h3", "resolution", "group", "leaf"}
	tile := []string{"id", "h3", `case when count(*) over (partition by "group") > 1 then "group" end as "group"`}
	for _, i := range indicators {
		table += fmt.Sprintf(", %[1]s float8, %[1]s_numerator bigint, %[1]s_denominator bigint, %[1]s_state text", i.ID)
		columns = append(columns, i.ID, i.ID+"_numerator", i.ID+"_denominator", i.ID+"_state")
		tile = append(tile, tileColumns(i)...)
	}
	if _, err := conn.Exec(ctx, fmt.Sprintf(`create schema peer; create table peer.cell (%s, geom geometry(Polygon, 4326))`, table)); err != nil {
		return err
	}
	if _, err := conn.CopyFrom(ctx, pgx.Identifier{"peer", "cell"}, append(columns, "geom"),
		pgx.CopyFromSlice(len(s.drawn), func(i int) ([]any, error) { return cellRow(s.release.Cells().At(s.drawn[i])) })); err != nil {
		return err
	}
	_, err = conn.Exec(ctx, fmt.Sprintf(`
		create table peer.tile as select %s, st_transform(geom, 3857) as geom from peer.cell;
		create index on peer.tile using gist (geom)`, strings.Join(tile, ", ")))
	if err == nil {
		_, err = conn.Exec(ctx, `vacuum analyze peer.cell, peer.tile`)
	}
	return err
}

// tileColumns are the columns of an indicator in our tiles: its value, what a
// share was made of, and the state where there is no value.
func tileColumns(i poverty.Indicator) []string {
	state := fmt.Sprintf("case when %[1]s is null then %[1]s_state end as %[1]s_state", i.ID)
	if i.Unit == poverty.UnitShare {
		return []string{i.ID, i.ID + "_numerator", i.ID + "_denominator", state}
	}
	return []string{i.ID + "::bigint as " + i.ID, state}
}

func cellRow(c disclose.Cell) ([]any, error) {
	corners, err := c.H3().Outline()
	if err != nil {
		return nil, err
	}
	outline := orb.Polygon{append(orb.Ring(corners), corners[0])}
	shape, err := ewkb.Marshal(outline, 4326)
	row := []any{int64(c.H3().ID()), c.H3().String(), int32(c.H3().Res()), c.Group().String(), c.Leaf()}
	for i := range indicators {
		f := c.Figure(i)
		if f.Shown() {
			row = append(row, math.Round(f.Value()*1e4)/1e4, int64(f.Numerator()), int64(f.Denominator()))
		} else {
			row = append(row, nil, nil, nil)
		}
		row = append(row, f.State().String())
	}
	return append(row, shape), err
}
