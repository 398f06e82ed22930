// A small PMTiles archive (version 3, github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md) of one tile,
// written by hand: the whole world, and on it what a test wants to see.

import {deflateSync, crc32} from 'node:zlib'
import GeoJSONVT from 'geojson-vt'
import vtpbf from 'vt-pbf'

const collect = (geometry, properties = {}) => ({type: 'FeatureCollection', features: [{type: 'Feature', geometry, properties}]})

// vector holds water around a box, a road across it and a place in its middle.
export function vector([w, s, e, n]) {
  const layers = {
    water: collect({type: 'Polygon', coordinates: [[[w - 1, s - 1], [e + 1, s - 1], [e + 1, n + 1], [w - 1, n + 1], [w - 1, s - 1]]]}),
    roads: collect({type: 'LineString', coordinates: [[w, s], [e, n]]}),
    places: collect({type: 'Point', coordinates: [(w + e) / 2, (s + n) / 2]}, {name: 'Kota Uji'}),
  }
  const tiles = Object.fromEntries(Object.entries(layers).map(([name, all]) => [name, new GeoJSONVT(all, {maxZoom: 0, tolerance: 0}).getTile(0, 0, 0)]))
  return archive(Buffer.from(vtpbf.fromGeojsonVt(tiles, {version: 2})), 1, {attribution: '<a href="x">© OpenStreetMap</a>', vector_layers: Object.keys(layers).map(id => ({id, fields: {}}))})
}

// raster is one picture of one colour.
export function raster([r, g, b]) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    size.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([size, body, sum])
  }
  const head = Buffer.from([0, 0, 1, 0, 0, 0, 1, 0, 8, 2, 0, 0, 0])
  const rows = Buffer.concat(Array.from({length: 256}, () => Buffer.concat([Buffer.alloc(1), Buffer.from(Array(256).fill([r, g, b]).flat())])))
  return archive(Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]), 2, {})
}

function archive(tile, type, metadata) {
  const varint = n => n < 128 ? [n] : [n % 128 + 128, ...varint(Math.floor(n / 128))]
  // One entry: of tile 0, once, so long, at the beginning.
  const directory = Buffer.from([...varint(1), ...varint(0), ...varint(1), ...varint(tile.length), ...varint(1)])
  const about = Buffer.from(JSON.stringify(metadata))
  const head = Buffer.alloc(127)
  head.write('PMTiles')
  head[7] = 3
  const at = 127
  const places = [at, directory.length, at + directory.length, about.length, at + directory.length + about.length, 0, at + directory.length + about.length, tile.length, 1, 1, 1]
  places.forEach((n, i) => head.writeBigUInt64LE(BigInt(n), 8 + 8 * i))
  head.set([1, 1, 1, type, 0, 0], 96) // clustered; nothing compressed; zoom 0 alone
  ;[-180, -85, 180, 85].forEach((x, i) => head.writeInt32LE(x * 1e7, 102 + 4 * i))
  return Buffer.concat([head, directory, about, tile])
}
