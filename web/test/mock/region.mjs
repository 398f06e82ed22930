// A made-up district of 36 villages on H3, small enough to read: what the page
// is tried on when no server is there. Every figure and name is invented.

import {cellToBoundary, cellToChildren, cellToLatLng, cellToParent, cellsToMultiPolygon, gridDisk, latLngToCell} from 'h3-js'

const k = 5
const seed = {now: 7}
const random = () => (seed.now = (seed.now * 16807) % 2147483647) / 2147483647

const districtNames = ['Hulu Made-up', 'Tengah Made-up', 'Muara Made-up', 'Pesisir Made-up']
const first = ['Sungai', 'Muara', 'Long', 'Tanjung', 'Loa', 'Rantau', 'Teluk', 'Bukit', 'Batu']
const last = ['Contoh', 'Rekaan', 'Misal', 'Umpama']
export const regency = {code: '64.69', name: 'Kabupaten Contoh', level: 'regency', parent: '', parent_name: ''}

export const programmes = [
  {id: 'pkh', name: {en: 'Family Hope Programme (PKH)', id: 'Program Keluarga Harapan (PKH)'}, strategy: 'A', unit: 'family', eligible: 'desil <= 4'},
  {id: 'uep', name: {en: 'Productive enterprise (UEP)', id: 'Usaha Ekonomi Produktif (UEP)'}, strategy: 'B', unit: 'family', eligible: 'desil <= 2'},
]

// What a family is made of, drawn for each family by how remote it is.
const family = remote => {
  const desil = Math.min(10, 1 + Math.floor(random() * (10 - 6 * remote)))
  return {
    desil, woman: random() < 0.17,
    pkh: desil <= 4 ? random() < 0.85 - 0.6 * remote : random() < 0.06, uep: desil <= 2 && random() < 0.3,
  }
}

const source = {en: 'A made-up registry', id: 'Data rekaan'}
const of = (id, en, idn, unit, numerator, denominator, words, programme) =>
  ({id, name: {en, id: idn}, unit, numerator: words[0], denominator: words[1], source, programme, counts: [numerator, denominator]})

export const indicators = [
  of('families', 'Registered families', 'Keluarga terdata', 'families', () => true, () => true, ['TRUE', 'TRUE']),
  of('desil_1_2', 'Families in desil 1 to 2', 'Keluarga desil 1–2', 'share', f => f.desil <= 2, () => true, ['desil <= 2', 'desil IS NOT NULL']),
  of('located_share', 'Families with a valid location', 'Keluarga dengan titik lokasi valid', 'share', f => f.cell, () => true, ['located', 'TRUE']),
  of('female_headed', 'Families headed by a woman of any age who lives with others', 'Keluarga dengan kepala perempuan dari segala umur (tinggal bersama orang lain)', 'share', f => f.woman, () => true, ["head_sex = 'F'", 'head_sex IS NOT NULL']),
  ...programmes.flatMap(({id, name, eligible}) => {
    const fits = f => f.desil <= Number(eligible.at(-1))
    return [
      of(`eligible_${id}`, `${name.en}: eligible families`, `${name.id}: keluarga berhak`, 'families', fits, () => true, [eligible, 'TRUE'], id),
      of(`coverage_${id}`, `${name.en}: eligible families reached`, `${name.id}: keluarga berhak yang menerima`, 'share', f => fits(f) && f[id], fits, [`(${eligible}) AND receives_${id}`, eligible], id),
      of(`gap_${id}`, `${name.en}: eligible families not reached`, `${name.id}: keluarga berhak yang belum menerima`, 'families', f => fits(f) && !f[id], fits, [`(${eligible}) AND NOT receives_${id}`, eligible], id),
      of(`leakage_${id}`, `${name.en}: reached but not eligible`, `${name.id}: menerima tetapi tidak berhak`, 'families', f => f[id] && !fits(f), f => f[id], [`receives_${id} AND NOT (${eligible})`, `receives_${id}`], id),
    ]
  }),
]

// The ground: villages are patches of hexagons of resolution 7 around a seed each.
const ground = gridDisk(latLngToCell(-0.35, 116.9, 7), 13)
const spread = (n, among, apart) => {
  const chosen = []
  while (chosen.length < n) {
    const c = among[Math.floor(random() * among.length)]
    if (chosen.every(d => distance(c, d) > apart)) chosen.push(c)
  }
  return chosen
}
const distance = (a, b) => Math.hypot(...cellToLatLng(a).map((x, i) => x - cellToLatLng(b)[i]))
const nearest = (c, seeds) => seeds.reduce((best, s, i) => distance(c, s) < distance(c, seeds[best]) ? i : best, 0)

const villageSeeds = spread(36, ground, 0.05)
const districtSeeds = [[-0.2, 116.7], [-0.25, 116.95], [-0.55, 117.0], [-0.3, 117.15]].map(p => latLngToCell(...p, 7))
const river = lon => -0.35 + 0.16 * Math.sin((lon - 116.5) * 7)

export const villages = villageSeeds.map((s, i) => {
  const d = nearest(s, districtSeeds)
  return {
    code: `64.69.0${d + 1}.${2001 + i}`, name: `${first[i % first.length]} ${last[Math.floor(i / first.length)]}`, level: 'village',
    parent: `64.69.0${d + 1}`, parent_name: districtNames[d], cells: ground.filter(c => nearest(c, villageSeeds) === i), families: [],
  }
})
export const districts = districtNames.map((name, i) =>
  ({code: `64.69.0${i + 1}`, name, level: 'district', parent: regency.code, parent_name: regency.name}))

// The families, along the river and around each village's middle.
const villageOf = new Map(villages.flatMap(v => v.cells.map(c => [c, v])))
for (const v of villages) {
  const [lat, lon] = cellToLatLng(villageSeeds[villages.indexOf(v)])
  const remote = Math.min(1, Math.max(0, (117.4 - lon) * 1.1) * 0.6 + Math.abs(lat - river(lon)))
  const size = v === villages[5] ? 3 : v === villages[6] ? 0 : 60 + Math.floor(random() ** 3 * 700)
  for (let i = 0; i < size; i++) {
    const x = lon + (random() + random() + random() - 1.5) * 0.09
    const y = i % 3 ? lat + (random() + random() - 1) * 0.05 : (lat + river(x)) / 2 + (random() - 0.5) * 0.03
    const at = latLngToCell(y, x, 9)
    v.families.push({...family(remote), cell: random() < 0.04 ? undefined : villageOf.has(cellToParent(at, 7)) ? at : undefined})
  }
}
const everyone = villages.flatMap(v => v.families)
const located = everyone.filter(f => f.cell)

// figure counts one indicator over families and clears it.
function figure(i, families) {
  const [numerator, denominator] = i.counts.map(count => families.filter(count).length)
  if (denominator === 0) return {state: 'no_data'}
  if (denominator < k) return {state: 'withheld'}
  return {state: numerator ? 'value' : 'zero', value: i.unit === 'share' ? Number((numerator / denominator).toFixed(4)) : numerator, numerator, denominator}
}
const figures = families => Object.fromEntries(indicators.map(i => [i.id, figure(i, families)]))

villages.forEach(v => { v.indicators = figures(v.families) })
districts.forEach(d => { d.indicators = figures(villages.filter(v => v.parent === d.code).flatMap(v => v.families)) })
regency.indicators = figures(everyone)
regency.cells = ground
districts.forEach(d => { d.cells = villages.filter(v => v.parent === d.code).flatMap(v => v.cells) })

function groupBy(all, key) {
  const groups = new Map()
  for (const one of all) groups.set(key(one), [...groups.get(key(one)) ?? [], one])
  return groups
}

// mosaic returns the cells of a resolution: alone where k families live, or
// with their thinly settled siblings, or as their parent.
function mosaic(resolution) {
  const byCell = groupBy(located, f => cellToParent(f.cell, resolution))
  const cells = []
  for (const [parent, families] of groupBy(located, f => cellToParent(f.cell, resolution - 1))) {
    const children = cellToChildren(parent, resolution).filter(c => byCell.has(c))
    const thin = children.filter(c => byCell.get(c).length < k).sort()
    const together = thin.flatMap(c => byCell.get(c))
    if (thin.length && together.length < k) {
      cells.push({h3: parent, group: parent, indicators: figures(families)})
      continue
    }
    for (const c of children) {
      const alone = !thin.includes(c)
      cells.push({h3: c, group: alone ? c : thin[0], indicators: figures(alone ? byCell.get(c) : together)})
    }
  }
  return cells
}
export const resolutions = [6, 7, 8, 9]
export const cells = Object.fromEntries(resolutions.map(r => [r, mosaic(r)]))

const stateCount = places => places.reduce((n, s) => ({...n, [s]: (n[s] ?? 0) + 1}), {})
const quintiles = (values, nice) => [...new Set([0.2, 0.4, 0.6, 0.8].map(q => nice(values[Math.floor(q * values.length)] ?? 0)))].filter(b => b > 0)
const breaksOf = (i, places) => quintiles(
  places.map(p => p.indicators[i.id]).filter(f => f.state === 'value').map(f => f.value).sort((a, b) => a - b),
  i.unit === 'share' ? x => Math.round(x * 20) / 20 : x => x < 10 ? Math.round(x) : Math.round(x / 5) * 5)

export function about(id) {
  return {
    id, audience: 'planner', as_of: '2025-06-30', published_at: '2025-07-14T03:20:00Z', k,
    families: everyone.length, located: located.length, unmatched: {pkh: 41}, code_system: 'kemendagri', vintage: '2025', bounds,
    indicators: indicators.map(({counts, ...i}) => ({
      ...i,
      states: {
        regency: stateCount([regency].map(a => a.indicators[i.id].state)),
        district: stateCount(districts.map(a => a.indicators[i.id].state)),
        village: stateCount(villages.map(a => a.indicators[i.id].state)),
        ...Object.fromEntries(resolutions.map(r => [`cell_${r}`, stateCount(cells[r].map(c => c.indicators[i.id].state))])),
      },
    })),
    programmes,
    sources: [
      {kind: 'areas', name: 'village', as_of: '2025-01-01', rows: villages.length},
      {kind: 'households', name: 'dtsen', as_of: '2025-06-30', rows: everyone.length},
      {kind: 'recipients', name: 'pkh', as_of: '2025-06-30', rows: everyone.filter(f => f.pkh).length + 41},
    ],
    shown: [{resolution: 6, families: 1, area: 1}, {resolution: 7, families: 0.98, area: 0.9}, {resolution: 8, families: 0.81, area: 0.55}, {resolution: 9, families: 0.42, area: 0.2}],
  }
}

export function release(id) {
  return {
    ...about(id),
    levels: {regency: 1, district: districts.length, village: villages.length},
    resolutions: Object.fromEntries(resolutions.map(r => [r, cells[r].length])),
    tiles: {cells: `/v1/releases/${id}/tiles/cells.json`, outlines: `/v1/releases/${id}/tiles/outlines.json`, areas: `/v1/releases/${id}/tiles/areas.json`},
  }
}

// classes answers as the server does, with quintiles whatever is asked for.
export function classes(id, of, level) {
  const i = indicators.find(each => each.id === of)
  const res = /^cell_(\d)$/.exec(level)?.[1]
  const places = res ? cells[res] : {village: villages, district: districts, regency: [regency]}[level]
  const cuts = breaksOf(i, places).filter(b => b > (i.unit === 'families' ? 1 : 0))
  const values = places.map(p => ({first: !res || p.group === p.h3, ...p.indicators[of]}))
  return {
    release: id, basis: id, indicator: of, level, method: 'quantile', asked: 5, ...(cuts.length < 4 && {why: 'coincide'}),
    classes: [undefined, ...cuts].map((from, k) => {
      const here = values.filter(f => f.state === 'value' && f.value >= (from ?? 0) && f.value < (cuts[k] ?? Infinity))
      return {...(k && {from}), ...(k < cuts.length && {below: cuts[k]}), areas: here.length, families: here.filter(f => f.first).reduce((n, f) => n + (i.unit === 'families' ? f.numerator ?? f.value : f.denominator), 0)}
    }),
    states: {zero: 0, no_data: 0, withheld: 0, ...stateCount(places.map(p => p.indicators[of]).filter(f => f.state !== 'value').map(f => f.state))},
    largest: Math.max(0, ...values.map(f => f.value ?? 0)),
    ...(res && {sizes: {[res]: places.length}, uninhabited: 0}),
  }
}

// underCovered answers as the server does, with plainer statistics.
export function underCovered(id, subject, by, within) {
  const places = (by === 'district' ? districts : villages).filter(a => !within || a.parent === within)
  const of = state => places.filter(a => a.indicators[`coverage_${subject}`].state === state).map(a => a.code).sort()
  const known = places.map(a => ({a, f: a.indicators[`coverage_${subject}`]})).filter(({f}) => f.denominator)
    .map(({a, f}) => ({a, eligible: f.denominator, reached: f.numerator, missed: f.denominator - f.numerator}))
    .sort((x, y) => y.missed - x.missed || x.eligible - y.eligible || (x.a.code < y.a.code ? -1 : 1))
  const gap = known.reduce((n, p) => n + p.missed, 0)
  const eligible = known.reduce((n, p) => n + p.eligible, 0)
  let running = 0
  const ranked = known.map(({a, eligible, reached, missed}, i) => {
    running += missed
    const share = missed / eligible
    return {
      position: i + 1, code: a.code, name: a.name, parent: a.parent, eligible, reached, missed, share,
      wilson: wilson(missed, eligible), expected: share, credible: wilson(missed, eligible), below: share > 0.3 ? 0.99 : 0.2,
      rank: [Math.max(1, i - 1), Math.min(known.length, i + 2)], of_gap: missed / gap, running: running / gap,
      hot_spot: i < 3 ? 'hot' : i === known.length - 1 ? 'not_tested' : 'not_unusual', p: 0.01, q: 0.02,
      ...(i % 5 === 4 ? {doubts: [{en: '14% of the families here have no location and are missing from the map.', id: '14% keluarga di sini belum punya titik lokasi dan tidak tampak di peta.'}]} : {}),
      why: {en: `${missed} of ${eligible} eligible families here are not reached.`, id: `${missed} dari ${eligible} keluarga berhak di sini belum terjangkau.`},
    }
  })
  const half = ranked.findIndex(p => p.running >= 0.5) + 1
  return {
    release: id, as_of: '2025-06-30', by, programme: subject, ...(within ? {within} : {}), threshold: 0.7, method: 'gi_star',
    field_numbers: [
      {id: 'verified_exclusion_error', name: {en: 'Verified exclusion error', id: 'Kesalahan eksklusi terverifikasi'}, how: {en: 'Visit a sample.', id: 'Kunjungi sampel.'}},
      {id: 'unregistered_poor', name: {en: 'Estimated unregistered poor families', id: 'Estimasi keluarga miskin tak terdata'}, how: {en: 'Match two lists.', id: 'Cocokkan dua daftar.'}},
    ],
    administrative_gap: {name: {en: 'Administrative gap: registered as eligible, not reached', id: 'Kesenjangan administratif: terdata berhak, belum terjangkau'}, eligible, not_reached: gap},
    headline: {
      en: `${half} of ${ranked.length} places hold at least half of the ${gap} eligible families known to be missed.`,
      id: `${half} dari ${ranked.length} tempat memuat sedikitnya separuh dari ${gap} keluarga berhak yang diketahui terlewat.`,
    },
    hold_half: half, prior: {missed: gap / eligible, rho: 0.1}, total: ranked.length, places: ranked,
    withheld: of('withheld'), no_data: of('no_data'), nobody_eligible: [], not_tested: ranked.slice(-1).map(p => p.code),
  }
}

// allocate shares packages in proportion to the families missed, as the server does, with plainer statistics.
export function allocate(id, b) {
  if (!indicators.some(i => i.id === `leakage_${b.programme}`)) return undefined
  const scope = villages.filter(a => !b.within || a.parent === b.within)
  const known = scope.filter(a => a.indicators[`coverage_${b.programme}`].denominator).sort((x, y) => x.code < y.code ? -1 : 1)
  const of = (question, a) => a.indicators[`${question}_${b.programme}`]
  const areas = known.map(a => ({code: a.code, name: a.name, district: a.parent, missed: of('coverage', a).denominator - of('coverage', a).numerator, packages: 0}))
  const sum = (all, n) => all.reduce((s, x) => s + n(x), 0)
  const [missed, eligible] = [sum(areas, a => a.missed), sum(known, a => of('coverage', a).denominator)]
  const packages = Math.floor(b.budget / b.unit_cost)
  const given = Math.min(packages, missed)
  for (const a of areas) a.packages = Math.floor(given * a.missed / missed)
  for (const a of [...areas].sort((x, y) => y.missed - x.missed).slice(0, given - sum(areas, a => a.packages))) a.packages++
  const error = right => (missed - given * right) / eligible
  return {
    release: id, as_of: '2025-06-30',
    label: {en: 'A simulation, not a forecast.', id: 'Simulasi, bukan ramalan.'},
    minimum_per_district: 0, ...b, packages, given, left: b.budget - given * b.unit_cost, draws: 1000,
    exclusion_error: {before: missed / eligible, after: error(0.9), range: [error(0.95), error(0.85)]},
    inclusion_error: {before: null, after: null, range: null, note: {en: 'Too much of it is withheld.', id: 'Terlalu banyak yang disamarkan.'}},
    areas, left_out: scope.filter(a => !known.includes(a)).map(a => a.code).sort(),
  }
}

// wilson is the 95 % interval of n of d.
function wilson(n, d) {
  const [z, p] = [1.96, n / d]
  const [middle, half] = [(p + z * z / (2 * d)) / (1 + z * z / d), z * Math.sqrt(p * (1 - p) / d + z * z / (4 * d * d)) / (1 + z * z / d)]
  return [Math.max(0, middle - half), Math.min(1, middle + half)]
}

// Geometry, in GeoJSON.
const closed = ring => ring.concat([ring[0]])
export const cellRing = h3 => closed(cellToBoundary(h3, true).slice(0, -1))
export const shape = area => ({type: 'MultiPolygon', coordinates: cellsToMultiPolygon(area.cells, true)})
const points = shape(regency).coordinates.flat(2)
export const bounds = [0, 1].map(i => Math.min(...points.map(p => p[i]))).concat([0, 1].map(i => Math.max(...points.map(p => p[i]))))
