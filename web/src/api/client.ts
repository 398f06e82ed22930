// Fetches what the server publishes. The only file that knows a path of the API.

import type {State} from '../address'
import type {Scenario} from '../scenario'
import type {components} from './schema.gen'

type Schemas = components['schemas']
export type Release = Schemas['Release']
export type About = Schemas['About']
export type Indicator = Schemas['Indicator']
export type Programme = Schemas['Programme']
export type Area = Schemas['Area']
export type Profile = Schemas['Profile']
export type Level = Schemas['Level']
export type Figure = Schemas['Figure']
export type FigureState = Schemas['State']
export type TileJSON = Schemas['TileJSON']
export type UnderCovered = Schemas['UnderCovered']
export type Place = Schemas['UnderCoveredPlace']
export type Allocation = Schemas['Allocation']
export type Effect = Schemas['Effect']
export type Rule = Schemas['Rule']
export type Text = Schemas['Text']
export type Comparison = Schemas['Comparison']
export type Change = Schemas['Change']
export type ChangeState = Schemas['ChangeState']
export type History = Schemas['History']
export type Density = Schemas['Density']
export type Classes = Schemas['Classes']
export type Values = Schemas['Values']
export type HotSpot = Place['hot_spot']

// Why an answer did not come: no server, nothing there, or a refusal.
export class Trouble extends Error {
  constructor(readonly kind: 'unreachable' | 'missing' | 'refused', message: string, private readonly text?: Text) {
    super(message)
  }

  // said is what the server says of it in a language; in its own where it has but one.
  said = (language: 'id' | 'en') => this.text?.[language] ?? this.message
}

// get asks for an answer that holds a list; what does not is not from our server.
const get = <T>(path: string, list: keyof T & string, signal?: AbortSignal) => ask<T>(path, list, {signal, headers: {accept: 'application/json'}})

const patience = 25_000 // ms after which a server that does not answer is as good as none

// patient gives up when the reader does, and when the server keeps silent for too long.
export function patient(signal?: AbortSignal | null): AbortSignal {
  const late = AbortSignal.timeout(patience)
  return signal ? AbortSignal.any([signal, late]) : late
}

async function ask<T>(path: string, list: keyof T & string, how: RequestInit): Promise<T> {
  try {
    const answer = await fetch(path, {...how, signal: patient(how.signal)})
    if (!answer.ok) throw await trouble(answer, path)
    const found = await answer.json() as T
    // A gateway that answers for a server that is away may say 200 too, with a page or a word of its own.
    if (!Array.isArray(found?.[list])) throw new Trouble('unreachable', `${path}: no ${list}`)
    return found
  } catch (why) {
    if (how.signal?.aborted || why instanceof Trouble) throw why
    throw new Trouble('unreachable', String(why)) // no server, or an answer that breaks off or is no JSON
  }
}

// trouble reads an answer that is not the one asked for. Only what the server says of the question itself is a refusal.
async function trouble(answer: Response, path: string): Promise<Trouble> {
  const problem = await answer.json().catch(() => null) as Schemas['Problem'] | null
  const kind = answer.status === 404 ? 'missing' : answer.status >= 400 && answer.status < 500 ? 'refused' : 'unreachable'
  return new Trouble(kind, problem?.detail ?? problem?.title ?? `${answer.status} ${path}`, problem?.text)
}

// release returns a numbered release, or the newest one.
export const release = (id: number | undefined, signal?: AbortSignal) =>
  get<Release>(`/v1/releases/${id ?? 'latest'}`, 'indicators', signal)

// published returns what was published, newest first, and where the operator's basemap is, if there is one.
export const published = (signal?: AbortSignal) => get<Schemas['Releases']>('/v1/releases', 'releases', signal)

// areas returns the areas of a level with some indicators, in order of code: all, or those within one, itself included.
export async function areas(release: number, level: Level, indicators: readonly string[], signal?: AbortSignal, within?: string): Promise<Area[]> {
  const all: Area[] = []
  let cursor: string | null = null
  do {
    const query = new URLSearchParams({level, indicators: indicators.join(), sort: 'code', limit: '1000', ...(within && {within})})
    if (cursor) query.set('cursor', cursor)
    const page: Schemas['Areas'] = await get(`/v1/releases/${release}/areas?${query}`, 'areas', signal)
    all.push(...page.areas)
    cursor = page.next
  } while (cursor)
  return all
}

// profile returns one area with every figure, with the areas that it lies in and its neighbours.
export const profile = (release: number, code: string, signal?: AbortSignal) => get<Profile>(`/v1/releases/${release}/areas/${code}`, 'neighbours', signal)

// A Gap is whom a question about families missed is asked of: one programme, a strategy, or any.
export type Gap = {programme: string} | {strategy: string} | {any: ''}

// underCovered returns where eligible families are missed, in order, most first.
export const underCovered = (release: number, gap: Gap, by: 'village' | 'district', threshold: number, within?: string, signal?: AbortSignal) =>
  get<UnderCovered>(`/v1/releases/${release}/under-covered?${new URLSearchParams({by, ...gap, threshold: String(threshold), ...(within && {within}), limit: '1000'})}`, 'places', signal)

// allocate simulates sharing a budget. Nothing is kept there.
export const allocate = (release: number, s: Scenario, signal?: AbortSignal) =>
  ask<Allocation>(`/v1/releases/${release}/allocations`, 'areas', {
    method: 'POST', signal, headers: {accept: 'application/json', 'content-type': 'application/json'},
    body: JSON.stringify({programme: s.programme, budget: s.budget, unit_cost: s.cost, rule: s.rule, minimum_per_district: s.minimum, within: s.within}),
  })

// compare returns what changed against another release (a number), or differs from another indicator, by area.
export const compare = (release: number, indicator: string, other: number | string, level: Level, signal?: AbortSignal) =>
  get<Comparison>(`/v1/releases/${release}/compare?${new URLSearchParams({indicator, level, [typeof other === 'number' ? 'with' : 'against']: String(other)})}`, 'areas', signal)

// history returns the figure of each area in all releases for the same readers.
export const history = (release: number, indicator: string, level: Level, signal?: AbortSignal) =>
  get<History>(`/v1/releases/${release}/history?${new URLSearchParams({indicator, level})}`, 'areas', signal)

// classes returns the classes of an indicator for one kind of place, and how much lies in each.
export const classes = (release: number, indicator: string, level: string, how: {method?: string; classes?: number; target?: number; basis?: number}, signal?: AbortSignal) =>
  get<Classes>(`/v1/releases/${release}/classes?${new URLSearchParams({indicator, level, ...given(how)})}`, 'classes', signal)

// given are the parts that are set, as text.
const given = (parts: Record<string, string | number | undefined>) =>
  Object.fromEntries(Object.entries(parts).filter(([, v]) => v !== undefined).map(([k, v]) => [k, String(v)]))

// density returns how many families an indicator counts, and where: by the leaves of the mosaic, or the hexagons drawn at a resolution.
export const density = (release: number, indicator: string, signal?: AbortSignal, resolution?: number) =>
  get<Density>(`/v1/releases/${release}/density?${new URLSearchParams({indicator, ...given({resolution})})}`, 'points', signal)

// values returns an indicator in the hexagons that a map at a resolution draws and that touch a box, by row.
export const values = (release: number, indicator: string, resolution: number, bbox: readonly number[], signal?: AbortSignal) =>
  get<Values>(`/v1/releases/${release}/values?${new URLSearchParams({indicator, resolution: String(resolution), bbox: bbox.map(x => x.toFixed(6)).join()})}`, 'rows', signal)

// Shape is an area as the GeoJSON of the release draws it.
export type Shape = GeoJSON.Feature<GeoJSON.Polygon | GeoJSON.MultiPolygon, {code: string; name: string; parent: string}>

// shapes returns the areas of a level as GeoJSON.
export const shapes = async (release: number, level: Level, indicator: string) =>
  (await get<{features: Shape[]}>(`/v1/releases/${release}/areas.geojson?${new URLSearchParams({level, indicators: indicator})}`, 'features')).features

export const tileJSON = (path: string) => get<TileJSON>(path, 'tiles')

const whole = (path: string) => path.startsWith('/') ? location.origin + path : path

// absolute returns a description with tile templates that a worker can ask for.
export const absolute = (json: TileJSON): TileJSON => ({...json, tiles: json.tiles.map(whole)})

// tileURL returns a tile template, absolute, that carries these indicators only.
export function tileURL(template: string, indicators: readonly string[]): string {
  return `${whole(template)}${template.includes('?') ? '&' : '?'}indicators=${indicators.join()}`
}

// workbook returns where the ranking in the table can be had as XLSX, in its order and language.
export const workbook = (release: number, gap: Gap, by: 'village' | 'district', threshold: number, lang: 'id' | 'en', view: Record<string, string | undefined>) =>
  `/v1/releases/${release}/under-covered.xlsx?${new URLSearchParams({by, ...gap, threshold: String(threshold), lang, ...set(view)})}`

const set = (parts: Record<string, string | undefined>) => Object.fromEntries(Object.entries(parts).filter((e): e is [string, string] => e[1] !== undefined))

// staticMap returns the server's own map of villages, as SVG.
export const staticMap = (release: number, i: Indicator, poverty: string | undefined, {within, language, classes: c, basis, only}: State) =>
  `/tables/${release}/map.svg?${new URLSearchParams({
    about: poverty ? i.programme ?? i.group ?? i.id : i.id, level: 'village', lang: language,
    ...set({with: poverty, within, method: c?.method}), ...given({classes: c?.classes, target: c?.target, basis, only: typeof only === 'number' ? only + 1 : undefined}), ...set({only: typeof only === 'string' ? only : undefined}),
  })}`

// download returns where the areas in the table can be had as a file.
export const download = (release: number, format: 'csv' | 'geojson' | 'xlsx', indicator: string, level: Level, view: Record<string, string | undefined>) =>
  `/v1/releases/${release}/areas.${format}?${new URLSearchParams({level, indicators: indicator, ...set(view)})}`
