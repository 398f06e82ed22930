// What the tables say of the hexagons in sight: asked for by measure,
// resolution and block of ground, and kept for when the reader comes back.

import {computed, effect, signal, untracked, type ReadonlySignal} from '@preact/signals'
import {values, type Figure, type TileJSON} from '../api/client'
import {attempt} from '../data'
import {miss} from '../state'
import {read, type Table} from '../values'
import {cover, inSight, tileZoom} from './atlas'
import {boundsOf} from './missing'
import type {Bounds} from './place'
import {recent} from './recent'

// Told is what hexagons say of one indicator, or of several at once.
export interface Told {
  of: string // release and indicators
  at: (row: number) => Figure[] | undefined
  each: (visit: (row: number, figures: readonly Figure[]) => void) => void // figures hold until the next row
}

// blocks are the squares that the ground in sight lies in, each of four tiles:
// few answers, none longer than 16,000 hexagons.
export const blocks = (zoom: number, sight: Bounds): Bounds[] => cover(Math.max(0, zoom - 1), sight).map(boundsOf)

const kept = recent<Table>(120)

// tell follows what is asked for. Until all of it is here the answer is that of the same measures elsewhere, else undefined;
// whole says that it is of all that is in sight.
export function tell(name: string, asked: () => {release: number; indicators: readonly string[]; tiles: TileJSON} | undefined): {told: ReadonlySignal<Told | undefined>; whole: ReadonlySignal<boolean>; stop: () => void} {
  const told = signal<Told | undefined>(undefined)
  const answers = signal<string | undefined>(undefined) // which question
  const came = () => miss(`${name} values of cells`, false)
  const question = computed(() => {
    const [a, sight] = [asked(), inSight.value]
    const resolution = a && sight && a.tiles.resolutions?.[tileZoom(a.tiles, sight.zoom)]
    return resolution && JSON.stringify({release: a.release, indicators: a.indicators, resolution, boxes: blocks(tileZoom(a.tiles, sight.zoom), sight.bounds)})
  })
  const stop = effect(() => {
    attempt.value
    const asks = question.value
    if (!asks) {
      came()
      return void (told.value = undefined)
    }
    const {release, indicators, resolution, boxes} = JSON.parse(asks) as {release: number; indicators: string[]; resolution: number; boxes: Bounds[]}
    const of = `${release} ${indicators}`
    const key = (indicator: string, box: Bounds) => `${release} ${indicator} ${resolution} ${box}`
    const all = indicators.flatMap(i => boxes.map(box => ({i, box})))
    const put = () => {
      told.value = together(of, boxes.map(box => indicators.map(i => kept.get(key(i, box))!)))
      answers.value = asks
      came()
    }
    const missing = all.filter(({i, box}) => !kept.get(key(i, box)))
    if (!missing.length) return void untracked(put)
    // The same measure elsewhere leaves what is drawn; another one does not stand under its name.
    if (untracked(() => told.value?.of) !== of) told.value = undefined
    const giveUp = new AbortController()
    Promise.all(missing.map(async ({i, box}) => kept.put(key(i, box), read(await values(release, i, resolution, box, giveUp.signal))))).then(() => {
      if (giveUp.signal.aborted) return
      put()
    }).catch(() => { if (!giveUp.signal.aborted) miss(`${name} values of cells`, true) })
    return () => giveUp.abort()
  })
  const whole = computed(() => told.value !== undefined && answers.value === question.value)
  return {told, whole, stop: () => { stop(); came() }}
}

// together reads several blocks as one; each has a table an indicator, of the same rows.
function together(of: string, all: readonly (readonly Table[])[]): Told {
  return {
    of,
    at(row) {
      for (const tables of all) {
        const figures = tables.map(table => table.at(row))
        if (figures[0]) return figures as Figure[]
      }
      return undefined
    },
    each(visit) {
      const figures: Figure[] = []
      for (const tables of all) tables[0]!.rows.forEach((row, i) => {
        tables.forEach((table, k) => { figures[k] = table.figure(i) })
        visit(row, figures)
      })
    },
  }
}
