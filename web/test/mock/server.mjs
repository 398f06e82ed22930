// Serves the built page and the made-up region, as tepat serve would: for the
// browser journey and for working on the page without Go.

import {createReadStream, existsSync} from 'node:fs'
import {createServer} from 'node:http'
import {extname, join, normalize} from 'node:path'
import {fileURLToPath} from 'node:url'
import {gzipSync} from 'node:zlib'
import GeoJSONVT from 'geojson-vt'
import vtpbf from 'vt-pbf'
import * as region from './region.mjs'

const dist = fileURLToPath(new URL('../../dist/', import.meta.url))
const types = {'.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2'}
export const policy = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'"

const levels = {village: region.villages, district: region.districts, regency: [region.regency]}
const chosen = (place, wanted) => Object.fromEntries(Object.entries(place.indicators).filter(([id]) => wanted.includes(id)))

function flat(indicators) {
  return Object.fromEntries(Object.entries(indicators).flatMap(([id, f]) => f.value === undefined
    ? [[`${id}_state`, f.state]]
    : [[id, f.value], ...(region.indicators.find(i => i.id === id).unit === 'share' ? [[`${id}_numerator`, f.numerator], [`${id}_denominator`, f.denominator]] : [])]))
}
const collect = features => ({type: 'FeatureCollection', features})
const feature = (geometry, properties, id) => ({type: 'Feature', id, geometry, properties})

const indexes = new Map()
function index(key, make) {
  if (!indexes.has(key)) indexes.set(key, new GeoJSONVT(make(), {maxZoom: 14, extent: 4096, buffer: 128, tolerance: 0, indexMaxZoom: 0}))
  return indexes.get(key)
}
const resolutionAt = z => z < 8 ? 6 : z < 10 ? 7 : z < 12 ? 8 : 9

const rowOf = (resolution, i) => resolution * 100_000 + i

// values are an indicator in the hexagons of a resolution, as the server's table.
function values(release, id, resolution) {
  const all = region.cells[resolution].map(c => c.indicators[id])
  const share = region.indicators.find(i => i.id === id).unit === 'share'
  return {
    release, indicator: id, unit: share ? 'share' : 'families', resolution,
    rows: all.map((_, i) => i ? 1 : rowOf(resolution, 0)),
    states: all.map(f => f.state[0]).join(''),
    numerators: all.map(f => (share ? f.numerator : f.value) ?? 0), ...(share && {denominators: all.map(f => f.denominator ?? 0)}),
  }
}

const layers = {
  cells: (z, wanted) => ({
    cells: index(`cells ${resolutionAt(z)} ${wanted}`, () => collect(region.cells[resolutionAt(z)].map((c, i) =>
      feature({type: 'Polygon', coordinates: [region.cellRing(c.h3)]}, {h3: c.h3, ...(c.group === c.h3 ? {} : {group: c.group}), ...flat(chosen(c, wanted))}, i + 1)))),
  }),
  outlines: z => ({
    outlines: index(`outlines ${resolutionAt(z)}`, () => collect(region.cells[resolutionAt(z)].map((c, i) =>
      feature({type: 'Polygon', coordinates: [region.cellRing(c.h3)]}, {h3: c.h3, ...(c.group === c.h3 ? {} : {group: c.group}), row: rowOf(resolutionAt(z), i)}, i + 1)))),
  }),
  areas: (z, wanted) => ({
    areas: index(`areas ${z >= 7} ${wanted}`, () => collect(['regency', 'district', ...(z >= 7 ? ['village'] : [])].flatMap(level =>
      levels[level].map((a, i) => feature(region.shape(a), {code: a.code, name: a.name, level, parent: a.parent, ...flat(chosen(a, wanted))}, i + 1))))),
    borders: index('borders', () => collect(Object.entries(levels).flatMap(([level, all]) =>
      all.map(a => feature({type: 'MultiLineString', coordinates: region.shape(a).coordinates.flat()}, {level}))))),
  }),
}

function tile(layer, z, x, y, wanted) {
  const found = Object.entries(layers[layer](z, wanted)).map(([name, index]) => [name, index.getTile(z, x, y)]).filter(([, t]) => t)
  return found.length ? Buffer.from(vtpbf.fromGeojsonVt(Object.fromEntries(found), {version: 2})) : undefined
}

// serve starts the mock. newest is the number of its latest release; 0 for none.
export async function serve({port = 0, newest = 7} = {}) {
  const now = {newest}
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://mock')
    const send = (status, body, type = 'application/json', headers = {}) => response.writeHead(status, {
      'content-type': type, 'content-security-policy': policy, 'x-content-type-options': 'nosniff', ...headers,
    }).end(body)
    const json = value => send(200, JSON.stringify(value))
    const none = () => send(404, JSON.stringify({type: 'about:blank', title: 'Not Found', status: 404, detail: 'not found'}), 'application/problem+json')

    const [, v1, releases, id, what, layer, z, x, y] = url.pathname.split('/')
    if (v1 !== 'v1') {
      const file = join(dist, normalize(url.pathname === '/' ? 'index.html' : url.pathname))
      if (!file.startsWith(dist) || !existsSync(file)) return none()
      response.writeHead(200, {'content-type': types[extname(file)] ?? 'application/octet-stream', 'content-security-policy': policy})
      return createReadStream(file).pipe(response)
    }
    if (releases !== 'releases') return none()
    if (!id) return json({releases: Array.from({length: now.newest}, (_, i) => region.about(now.newest - i))})
    if (id === 'latest') return now.newest ? send(307, '', 'text/plain', {location: `/v1/releases/${now.newest}`}) : none()
    const number = Number(id)
    if (!(number >= 1 && number <= now.newest)) return none()
    const wanted = url.searchParams.get('indicators')?.split(',') ?? region.indicators.map(i => i.id)
    const all = levels[url.searchParams.get('level')] ?? []
    let body = ''
    switch (what) {
      case undefined: return json(region.release(number))
      case 'areas': if (layer) { // one of them; the mock knows no borders that touch, so neighbours are those of its district
        const everything = Object.values(levels).flat()
        const find = code => everything.find(a => a.code === code)
        const own = find(layer)
        if (!own) return none()
        const tell = ({code, name, level, parent, parent_name, ...a}) => ({code, name, level, parent, parent_name, indicators: chosen(a, wanted)})
        const above = []
        for (let up = find(own.parent); up; up = find(up.parent)) above.push(tell(up))
        return json({release: number, area: tell(own), above, neighbours: everything.filter(a => a.level === own.level && a.parent === own.parent && a !== own).map(tell)})
      } else return json({
        release: number, level: url.searchParams.get('level'), total: all.length, next: null,
        areas: all.filter(a => [a.code, a.parent].includes(url.searchParams.get('within') ?? a.code)).sort((a, b) => a.code < b.code ? -1 : 1).map(({code, name, level, parent, parent_name, ...a}) => ({code, name, level, parent, parent_name, indicators: chosen(a, wanted)})),
      })
      case 'under-covered': {
        const at = key => url.searchParams.get(key) ?? undefined
        return json(region.underCovered(number, at('programme') ?? (at('strategy') ? `strategy_${at('strategy').toLowerCase()}` : 'any'), at('by') ?? 'village', at('within')))
      }
      case 'allocations': return request.on('data', part => { body += part }).on('end', () => {
        const answer = region.allocate(number, JSON.parse(body))
        return answer ? json(answer) : send(400, JSON.stringify({type: 'about:blank', title: 'Bad Request', status: 400, detail: 'programme'}), 'application/problem+json')
      })
      case 'classes': return json(region.classes(number, url.searchParams.get('indicator'), url.searchParams.get('level') ?? 'village'))
      case 'areas.geojson': return json(collect(all.map(a => feature(region.shape(a), {code: a.code, name: a.name, level: a.level, parent: a.parent}))))
      case 'values': return json(values(number, url.searchParams.get('indicator'), Number(url.searchParams.get('resolution'))))
      case 'tiles': {
        if (['cells.json', 'outlines.json', 'areas.json'].includes(layer)) {
          const name = layer.slice(0, -5)
          return json({
            tilejson: '3.0.0', tiles: [`/v1/releases/${number}/tiles/${name}/{z}/{x}/{y}.mvt`], minzoom: 0, maxzoom: name !== 'areas' ? 12 : 14,
            bounds: region.bounds, center: [116.9, -0.35, 9], ...(name !== 'areas' ? {resolutions: Object.fromEntries(Array.from({length: 13}, (_, z) => [z, resolutionAt(z)]))} : {}),
          })
        }
        const body = layers[layer] && tile(layer, Number(z), Number(x), parseInt(y), wanted)
        return body ? send(200, gzipSync(body), 'application/vnd.mapbox-vector-tile', {'content-encoding': 'gzip'}) : send(204)
      }
      default: return none()
    }
  })
  await new Promise(done => server.listen(port, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    publish: id => { now.newest = id },
    close: () => new Promise(done => { server.close(done); server.closeAllConnections() }),
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const {url} = await serve({port: Number(process.env.PORT ?? 8099)})
  console.log(url)
}
