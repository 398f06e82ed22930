// What the reader has chosen, and the address that says it: a link is a saved
// view. Pure.

import {readAll, writeAll, type Scenario} from './scenario'

export type Language = 'id' | 'en'
export type Tab = 'map' | 'table'
export type Column = 'name' | 'value' | 'base' | 'missed' | 'reached' | 'before' | 'after' | 'change'
export type Drawn = 'cells' | 'villages' | 'heat'
export type By = 'village' | 'district'

export type Grade = 'low' | 'mid' | 'high'

// A PairClass is one of the nine that two measures make.
export interface PairClass {poverty: Grade; coverage: Grade}

// A Compare sets another release, or another indicator, beside what is looked at.
export interface Compare {with: number | string; look: 'swipe' | 'difference'}

// A Parting says in which classes figures are shown: how they are parted, into how many, and around what.
export type Method = 'thresholds' | 'quantile' | 'natural' | 'equal' | 'diverging'
export interface Parting {method: Method; classes?: number; target?: number}

// A Key is a class by its place from the lowest, or a state.
export type Key = number | 'zero' | 'no_data' | 'withheld'

export interface Camera {lon: number; lat: number; zoom: number}
export interface Sort {column: Column; down: boolean}

export interface State {
  language: Language
  tab: Tab // which half a phone shows
  release?: number // not set: the newest
  indicator?: string // not set: the release's first
  with?: string // a measure of poverty beside the indicator, which is then a coverage
  class?: PairClass // of those two, the one that map and table keep
  classes?: Parting // not set: the thresholds of policy, or else five of as many places each
  basis?: number // the release whose figures are parted; not set: the one looked at
  only?: Key // of one measure, the class or state that map and table keep
  compare?: Compare
  divider?: number // per cent of the map that shows the other side; not set: half
  drawn: Drawn
  by: By // what the table lists
  within?: string // code of a district
  village?: string // code
  cell?: string // H3 as 15 hex digits
  sort?: Sort // not set: the most pressing first
  threshold?: number // the share reached below which a place is under-covered; not set: the usual one
  whatIf?: Scenario[] // one to three that are looked at in place of map and table
  camera?: Camera // not set: all of the release
}

export const initial: State = {language: 'id', tab: 'map', drawn: 'cells', by: 'village'}

const version = '1'

// write returns the query string that read turns into the same state.
export function write(s: State): string {
  const q: [string, string | number | undefined][] = [
    ['v', version],
    ['release', s.release],
    ['lang', s.language === initial.language ? undefined : s.language],
    ['indicator', s.indicator],
    ['with', s.with],
    ['class', s.class && `${s.class.poverty},${s.class.coverage}`],
    ['classes', s.classes && writeParting(s.classes)],
    ['basis', s.basis],
    ['only', typeof s.only === 'number' ? s.only + 1 : s.only],
    ['compare', s.compare && writeCompare(s.compare)],
    ['divider', s.divider],
    ['map', s.drawn === initial.drawn ? undefined : s.drawn],
    ['by', s.by === initial.by ? undefined : s.by],
    ['within', s.within],
    ['village', s.village],
    ['cell', s.cell],
    ['sort', s.sort && (s.sort.down ? '-' : '') + s.sort.column],
    ['threshold', s.threshold],
    ['tab', s.tab === initial.tab ? undefined : s.tab],
    ['whatif', s.whatIf && writeAll(s.whatIf)],
    ['at', s.camera && `${s.camera.lon},${s.camera.lat},${s.camera.zoom}`],
  ]
  // Every value is of letters, digits and .,-_ and stays readable as it is.
  return '?' + q.filter(([, value]) => value !== undefined).map(([key, value]) => `${key}=${value}`).join('&')
}

// read returns the state of a query string; what it cannot read it leaves at its default.
export function read(search: string): State {
  const q = new URLSearchParams(search)
  const match = (key: string, form: RegExp) => form.exec(q.get(key) ?? '') ?? undefined
  const s: State = {...initial}
  const set = <K extends keyof State>(key: K, value: State[K] | undefined) => {
    if (value !== undefined) s[key] = value
  }
  set('release', number(match('release', /^[1-9]\d{0,14}$/)?.[0]))
  set('language', match('lang', /^(id|en)$/)?.[0] as Language | undefined)
  set('indicator', match('indicator', /^[a-z][a-z0-9_]{0,63}$/)?.[0])
  set('with', match('with', /^[a-z][a-z0-9_]{0,63}$/)?.[0])
  set('drawn', match('map', /^(cells|villages|heat)$/)?.[0] as State['drawn'] | undefined)
  set('by', match('by', /^(village|district)$/)?.[0] as By | undefined)
  set('within', match('within', /^[\d.]{1,13}$/)?.[0])
  set('village', match('village', /^[\d.]{1,13}$/)?.[0])
  set('cell', match('cell', /^8[0-9a-f]{14}$/)?.[0])
  set('tab', match('tab', /^(map|table)$/)?.[0] as Tab | undefined)
  const pair = match('class', /^(low|mid|high),(low|mid|high)$/)
  if (pair) s.class = {poverty: pair[1] as Grade, coverage: pair[2] as Grade}
  const parting = match('classes', /^(?:(thresholds)|(quantile|natural|equal|diverging),([3-7])(?:,(\d{1,7}(?:\.\d{1,4})?))?)$/)
  if (parting && (parting[4] === undefined || (parting[2] === 'diverging' && Number(parting[4]) > 0))) {
    s.classes = parting[1] ? {method: 'thresholds'}
      : {method: parting[2] as Method, classes: Number(parting[3]), ...(parting[4] && {target: Number(parting[4])})}
  }
  set('basis', number(match('basis', /^[1-9]\d{0,14}$/)?.[0]))
  const only = match('only', /^(?:([1-7])|(zero|no_data|withheld))$/)
  if (only) s.only = only[1] ? Number(only[1]) - 1 : only[2] as Key
  const compare = match('compare', /^(?:([1-9]\d{0,14})|([a-z][a-z0-9_]{0,63})),(swipe|difference)$/)
  if (compare) s.compare = {with: number(compare[1]) ?? compare[2]!, look: compare[3] as Compare['look']}
  set('divider', number(match('divider', /^(100|[1-9]?\d)$/)?.[0]))
  const sort = match('sort', /^(-?)(name|value|base|missed|reached|before|after|change)$/)
  if (sort) s.sort = {column: sort[2] as Column, down: sort[1] === '-'}
  set('threshold', number(match('threshold', /^0\.(?!00?$)\d\d?$/)?.[0]))
  set('whatIf', readAll(q.get('whatif') ?? ''))
  const at = match('at', /^(-?\d{1,3}(?:\.\d+)?),(-?\d{1,2}(?:\.\d+)?),(\d{1,2}(?:\.\d+)?)$/)
  const camera = at && round({lon: Number(at[1]), lat: Number(at[2]), zoom: Number(at[3])})
  if (camera && Math.abs(camera.lon) <= 180 && Math.abs(camera.lat) <= 85 && camera.zoom <= 22) s.camera = camera
  return s
}

// unread returns the parts of an address that read leaves out, as they stand there: what it cannot read, does
// not know, or has read once already.
export function unread(search: string): string[] {
  const usual = {v: version, lang: initial.language, map: initial.drawn, by: initial.by, tab: initial.tab} as Record<string, string>
  const seen = new Set<string>()
  return [...new URLSearchParams(search)].filter(([key, value]) => (seen.size === seen.add(key).size || !keys.includes(key)) || usual[key] !== value
    && (write(read(`?${new URLSearchParams([[key, value]])}`)) === write(initial) || (key === 'whatif' && value.split('--').length !== readAll(value)?.length)))
    .map(([key, value]) => `${key}=${value.slice(0, 60)}`)
}
const keys = ['v', 'release', 'lang', 'indicator', 'with', 'class', 'classes', 'basis', 'only', 'compare', 'divider', 'map', 'by', 'within', 'village', 'cell', 'sort', 'threshold', 'tab', 'whatif', 'at']

export const writeParting = (p: Parting): string => [p.method, p.method === 'thresholds' ? undefined : p.classes, p.target].filter(part => part !== undefined).join()

export const writeCompare = (c: Compare): string => `${c.with},${c.look}`

// round keeps what an address says of a camera: about 10 m, a hundredth of a zoom.
export const round = (c: Camera): Camera => ({lon: fixed(c.lon, 4), lat: fixed(c.lat, 4), zoom: fixed(c.zoom, 2)})

const fixed = (x: number, digits: number) => Number(x.toFixed(digits)) + 0 // no −0

const number = (s: string | undefined) => s === undefined ? undefined : Number(s)

// isStep says whether b is a step of its own for the Back button. A moved
// camera or divider is not one, nor is filling in what the reader left open.
export function isStep(a: State, b: State): boolean {
  const still = {...a, camera: undefined, divider: undefined, release: a.release ?? b.release, indicator: a.indicator ?? b.indicator}
  return write(still) !== write({...b, camera: undefined, divider: undefined})
}
