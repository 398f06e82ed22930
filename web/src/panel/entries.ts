// The legend as lines: each class and state with its look, its word and how many there are.

import {both, census as changes, dense, drawn, heated, kinds, over, wholeCensus} from '../compared'
import {areaName, current, indicator, pairing, question} from '../data'
import type {Census} from '../figure'
import {count} from '../format'
import type {Look} from '../map/legend'
import * as borders from '../map/layer/borders'
import {legend as changeLegend} from '../map/layer/change'
import * as land from '../map/layer/land'
import {legend as pairLegend} from '../map/layer/pair'
import {pairCensus} from '../pair'
import type {Bare} from '../scale'
import {language, state, t, uncounted} from '../state'
import {shown} from '../print'
import {drawingOf, entriesOf, shownParted} from './drawn'
import {counts, halves} from './halves'

export interface Line {look?: Look | {ramp: true}; label: string; count: string; families?: string}

export const entries = (): Line[] => state.value.compare?.look === 'difference' ? changed()
  : drawn.value === 'heat' ? heat() : pairing.value ? pairs() : figures()

function changed(): Line[] {
  const [l, {within}] = [language.value, state.value]
  const here = within ? changes.value : wholeCensus.value
  return [
    {label: t.value.change.title, count: within ? t.value.inView : t.value.inRelease},
    ...changeLegend(kinds.value, over.value).map(e => ({look: e.look, label: e.label(l), count: both.value ? count(here.get(e.key) ?? 0, l) : ''})),
  ]
}

// heat has no classes: its ends, and what is left out.
function heat(): Line[] {
  const [i, d, l, words] = [heated.value, dense.value, language.value, t.value.density]
  return [
    {label: i ? words.title(i.name[l]) : '', count: ''},
    {look: {ramp: true}, label: `${words.fewer} – ${words.more}`, count: ''},
    ...(d ? [
      {label: words.undrawn, count: ''},
      ...(['withheld', 'no_data', 'zero'] as const).filter(s => s !== 'no_data' || d.no_data > 0).map(s => ({label: t.value.states[s], count: count(d[s], l)})),
    ] : []),
  ]
}

function pairs(): Line[] {
  const [p, l, {within}] = [pairing.value!, language.value, state.value]
  const census = pairCensus(current.value!.village.filter(a => !within || a.parent === within), p)
  return [
    ...[...p.thirds.poverty].reverse().flatMap(({grade: poverty}) => p.thirds.coverage.map(({grade: coverage}) =>
      ({look: pairLegend.look({poverty, coverage}), label: t.value.pair.classOf(poverty, coverage), count: count(census.of({poverty, coverage}).places, l)}))),
    ...pairLegend.states.map(e => ({look: e.look, label: e.label(l), count: count(census[e.key], l)})),
  ]
}

function figures(): Line[] {
  const [i, l, {within}] = [indicator.value!, language.value, state.value]
  const byCell = shown.value === 'cells'
  const parted = halves.value ? undefined : shownParted.value
  const each = (say: (here: Census) => number) => counts.value.map(c => byCell && uncounted.value ? '–' : c.here ? count(say(c.here), l) : '').join(' | ')
  return [
    {
      label: t.value.unit[i.unit], count: halves.value || byCell || within ? counts.value.map(c => c.heading).join(' | ') : t.value.inRelease,
      families: parted && (i.unit === 'share' ? t.value.denominators[question.value!].toLowerCase() : t.value.unit.families),
    },
    ...entriesOf(drawingOf()).map(e => ({
      look: e.look, label: e.label(l), count: each(here => typeof e.key === 'number' ? here.classes[e.key] ?? 0 : here.states[e.key as Bare] ?? 0),
      families: typeof e.key === 'number' && parted?.classes[e.key] ? count(parted.classes[e.key]!.families, l) : undefined,
    })),
    ...(byCell ? [{look: land.legend.look, label: land.legend.label(l), count: parted?.uninhabited === undefined ? '' : count(parted.uninhabited, l)}] : []),
    {look: land.outside.look, label: within ? t.value.outsideOf(areaName('district', within)) : land.outside.label(l), count: ''},
    {look: borders.legend.look, label: borders.legend.label(l), count: ''},
  ]
}
