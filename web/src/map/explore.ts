// The map by keyboard: arrows go from place to place, and a sentence says where
// the reader is. It moves what is pointed at; drawing that is the map's.

import type {Map} from 'maplibre-gl'
import type {Shape} from '../api/client'
import {changeOf, drawn, over} from '../compared'
import {areaName, current, indicator, place, ranked} from '../data'
import {shown} from '../figure'
import {beyond, bounded, points} from '../format'
import {bordering, ofKey, towards, type Direction, type Spot} from '../neighbours'
import {language, pickOnMap, pointed, said, state, t, type CellFigure} from '../state'
import {groupOf, h3Of, ringOf, type Cell} from './atlas'
import {bounds, nameOf, polygons, type Bounds} from './place'

export interface Ground {
  shapes: (level: 'village' | 'district') => Promise<readonly Shape[]>
  cells: () => Cell[] // what tiles hold of the hexagons
  figureOf: (c: Cell) => CellFigure | undefined
  uncover: (b: Bounds) => void
  under: (x: number, y: number) => {village?: string; district?: string}
}

// explore listens to the keys of a map; it returns how to stop.
export function explore(map: Map, ground: Ground): () => void {
  const canvas = map.getCanvas()
  const areas = remembered(ground)
  let at: Spot & {cell?: Cell; lngLat?: [number, number]} | undefined
  let turn = Promise.resolve()

  async function go(direction: Direction) {
    const byCell = drawn.peek() === 'cells'
    if (at && byCell !== !!at.cell) at = undefined
    if (byCell) return goCell(direction)
    const {by} = state.peek()
    const {spots, beside, boxes} = await areas(by)
    const onPage = spots.map(s => ({id: s.id, ...map.project([s.x, s.y])}))
    const from = onPage.find(s => s.id === (at?.id ?? place.peek()?.area.code))
    const to = from ? towards(from, direction, onPage, beside.get(from.id)) : nearest(onPage)
    if (!to) return end(direction, from)
    at = to
    pointed.value = {[by]: to.id}
    ground.uncover(boxes.get(to.id)!)
    say(direction, from && areaText(to.id))
    if (!from) said.value = areaText(to.id)
  }

  function goCell(direction: Direction) {
    const all = middles(map, ground.cells())
    const from = at && all.find(s => s.id === at!.id)
    const to = from ? towards(from, direction, all.filter(s => s.group !== from.group)) : nearest(all)
    if (!to) return end(direction, from)
    const figure = ground.figureOf(to.cell)
    if (!figure) return
    at = to
    pointed.value = {cell: figure}
    ground.uncover(around(ringOf(to.cell)))
    const here = map.project(at.lngLat ?? map.getCenter())
    const text = cellText(figure, ground.under(here.x, here.y))
    say(direction, from && text)
    if (!from) said.value = text
  }

  // nearest is where the reader begins: the place in the middle of what is seen.
  function nearest<T extends Spot>(all: readonly T[]): T | undefined {
    const {width, height} = canvas.getBoundingClientRect()
    const far = (s: Spot) => Math.hypot(s.x - width / 2, s.y - height / 2)
    return all.reduce<T | undefined>((a, b) => !a || far(b) < far(a) ? b : a, undefined)
  }

  const say = (direction: Direction, text: string | undefined) => { if (text) said.value = t.peek().explore.moved(direction, text) }
  const end = (direction: Direction, from: Spot | undefined) => { if (from) said.value = t.peek().explore.end(direction) }

  function leave() {
    if (!at) return false
    at = undefined
    pointed.value = {}
    return true
  }

  function enter() {
    if (!at) return
    const here = map.project(at.lngLat ?? map.getCenter())
    if (at.cell) pickOnMap({...ground.under(here.x, here.y), cell: ground.figureOf(at.cell)})
    else if (state.peek().by === 'district') pickOnMap({district: at.id})
    else pickOnMap({village: at.id, district: current.peek()?.village.find(a => a.code === at!.id)?.parent})
  }

  function key(e: KeyboardEvent) {
    if (e.target !== canvas || e.ctrlKey || e.metaKey || e.altKey) return
    const direction = ofKey(e.key)
    if (direction && e.shiftKey) {
      const by = {north: [0, -100], east: [100, 0], south: [0, 100], west: [-100, 0]} as const
      map.panBy([...by[direction]], {duration: 0})
    } else if (direction) turn = turn.then(() => go(direction)).catch(() => {})
    else if (e.key === 'Enter') enter()
    else if (e.key === 'Escape' && leave()) said.value = t.peek().explore.left
    else return
    e.preventDefault()
    e.stopPropagation()
  }
  const frame = map.getContainer()
  frame.addEventListener('keydown', key, true)
  canvas.addEventListener('blur', leave)
  return () => {
    frame.removeEventListener('keydown', key, true)
    canvas.removeEventListener('blur', leave)
  }
}

// around is the stretch of ground that corners enclose.
function around(corners: readonly [number, number][]): Bounds {
  const [lon, lat] = [corners.map(c => c[0]), corners.map(c => c[1])]
  return [Math.min(...lon), Math.min(...lat), Math.max(...lon), Math.max(...lat)]
}

interface Middle extends Spot {group: string; cell: Cell; lngLat: [number, number]}

// middles says where on the page the hexagons lie.
const middles = (map: Map, cells: readonly Cell[]): Middle[] => cells.map(cell => {
  const [west, south, east, north] = around(ringOf(cell))
  const lngLat: [number, number] = [(west + east) / 2, (south + north) / 2]
  const {x, y} = map.project(lngLat)
  return {id: h3Of(cell), x, y, cell, lngLat, group: groupOf(cell)}
})

interface Areas {spots: Spot[]; beside: globalThis.Map<string, Set<string>>; boxes: globalThis.Map<string, Bounds>}

// remembered works out the middles and neighbours of a level once for its shapes.
function remembered({shapes}: Ground): (level: 'village' | 'district') => Promise<Areas> {
  const known = new WeakMap<readonly Shape[], Areas>()
  return async level => {
    const all = await shapes(level)
    const have = known.get(all)
    if (have) return have
    const made: Areas = {
      spots: all.map(s => {
        const [x, y] = nameOf(s, level).geometry.coordinates as [number, number]
        return {id: s.properties.code, x, y}
      }),
      beside: bordering(all.map(s => ({code: s.properties.code, rings: polygons(s).flat()}))),
      boxes: new globalThis.Map(all.map(s => [s.properties.code, bounds(s)])),
    }
    known.set(all, made)
    return made
  }
}

// areaText names a place with its figure, or with its change where two sides are compared.
function areaText(code: string): string {
  const [{by, compare}, words, l] = [state.peek(), t.peek(), language.peek()]
  const area = current.peek()?.[by].find(a => a.code === code)
  const name = area?.name ?? areaName(by, code)
  if (compare) {
    const c = changeOf(code)
    const difference = c?.difference === undefined ? words.change.reasons[c?.state === 'value' || !c ? 'no_data' : c.state] : `${beyond(c.bound)}${points(c.difference, l)} ${words.change.points}${c.clear ? '' : `, ${words.change.states(over.peek()).same.toLowerCase()}`}`
    return words.explore.at(name, area?.parent_name ?? '', difference)
  }
  const rank = by === 'village' ? ranked.peek().find(r => r.area.code === code)?.rank : undefined
  const figure = area?.indicators[indicator.peek()!.id]
  return words.explore.at(name, area?.parent_name ?? '', figureText(figure)) + (rank ? `, ${words.rank(String(rank), String(ranked.peek().filter(r => r.rank).length))}` : '')
}

function cellText(cell: CellFigure, under: {village?: string}): string {
  return t.peek().explore.cell(figureText(cell.figure), under.village ? areaName('village', under.village) : '')
}

function figureText(f: CellFigure['figure'] | undefined): string {
  const i = indicator.peek()!
  if (!f || !shown(f)) return t.peek().states[f?.state ?? 'no_data'].toLowerCase()
  return bounded(f, i.unit, language.peek()) + (i.unit === 'families' ? ` ${t.peek().unit.families}` : '')
}
