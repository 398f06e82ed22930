// The halves of a swiped map that the reader sees: which, of what, and what each counts and prints.

import {computed} from '@preact/signals'
import {both, drawn, later, other} from '../compared'
import {cellClasses, current, ranked, villageClasses} from '../data'
import {census, type Census} from '../figure'
import {otherSheet, sheet, shown, standIn, type Sheet} from '../print'
import {inOtherView, inView, state, t} from '../state'
import {named} from './sides'

export interface Half {side: 'left' | 'right'; name: string; own: boolean}

// halves are the sides that are seen; undefined where there is one map only.
export const halves = computed((): Half[] | undefined => {
  const {compare, divider = 50} = state.value
  if (compare?.look !== 'swipe' || !other.value) return undefined
  const {left, right} = named()
  const all: Half[] = [{side: 'left', name: left, own: later.value}, {side: 'right', name: right, own: !later.value}]
  if (standIn.value) return all.filter(h => h.own) // the server draws that one
  return all.filter(h => h.side === 'left' ? divider > 0 : divider < 100)
})

const within = <T extends {parent: string}>(all: readonly T[]) => all.filter(a => !state.value.within || a.parent === state.value.within)

// counts is how many of each class and state each side has; of hexagons, in view.
export const counts = computed((): {heading: string; here?: Census}[] => {
  const byCell = shown.value === 'cells'
  const classes = byCell ? cellClasses.value : villageClasses.value
  const own = byCell ? inView.value : current.value && census(within(ranked.value.map(r => ({...r, parent: r.area.parent}))).map(r => r.figure), classes)
  if (!halves.value) return [{heading: byCell || state.value.within ? t.value.inView : '', here: own}]
  const beside = byCell ? inOtherView.value : both.value && census(within(both.value.village.areas).flatMap(c => (later.value ? c.after : c.before) ?? []), classes)
  return halves.value.map(h => ({heading: t.value.change.side[h.side], here: h.own ? own : beside}))
})

// sheets are the maps for paper, titled where there is more than one to tell apart.
export const sheets = computed((): (Sheet & {title?: string})[] => {
  if (!halves.value) return sheet.value ? [sheet.value] : []
  return halves.value.flatMap(h => {
    const map = h.own ? sheet.value : otherSheet.value
    return map ? [{...map, title: h.name}] : []
  })
})

// drawnAs says for paper how the map draws, and what is compared.
export const drawnAs = (): string => {
  const [{compare}, words] = [state.value, t.value.change]
  const by = `${t.value.drawn} ${t.value[compare?.look === 'difference' ? drawn.value : shown.value]}`
  if (!compare) return by
  const {left, right} = named()
  const only = halves.value?.length === 1 ? halves.value[0]! : undefined
  return `${by}; ${words.look}: ${words.looks[compare.look]}; ${only ? `${words.only[only.side]}: ${only.name}` : compare.look === 'swipe' ? words.sides(left, right) : `${left} → ${right}`}`
}
