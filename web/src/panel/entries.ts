// The legend as lines: each class and state with its look, its word and how many there are.

import {cellClasses, current, indicator, pairing, question, ranked, villageClasses} from '../data'
import {census} from '../figure'
import {count} from '../format'
import type {Look} from '../map/legend'
import * as cells from '../map/layer/cells'
import {legend as pairLegend} from '../map/layer/pair'
import * as villages from '../map/layer/villages'
import {pairCensus} from '../pair'
import {zeroOf, type Bare} from '../scale'
import {inView, language, state, t} from '../state'

export function entries(): {look?: Look; label: string; count: string}[] {
  const [i, p, l, {within, drawn}] = [indicator.value!, pairing.value, language.value, state.value]
  if (p) {
    const counts = pairCensus(current.value!.village.filter(a => !within || a.parent === within), p)
    return [
      ...[...p.thirds.poverty].reverse().flatMap(({grade: poverty}) => p.thirds.coverage.map(({grade: coverage}) =>
        ({look: pairLegend.look({poverty, coverage}), label: t.value.pair.classOf(poverty, coverage), count: count(counts.of({poverty, coverage}).places, l)}))),
      ...pairLegend.states.map(e => ({look: e.look, label: e.label(l), count: count(counts[e.key], l)})),
    ]
  }
  const byCell = drawn === 'cells'
  const drawing = {indicator: i.id, unit: i.unit, zero: zeroOf(question.value!), classes: byCell ? cellClasses.value : villageClasses.value}
  const here = byCell ? inView.value : census(ranked.value.filter(r => !within || r.area.parent === within).map(r => r.figure), drawing.classes)
  return [
    {label: t.value.unit[i.unit], count: t.value.inView},
    ...(byCell ? cells : villages).legend(drawing).map(e => ({
      look: e.look, label: e.label(l), count: here ? count(typeof e.key === 'number' ? here.classes[e.key] ?? 0 : here.states[e.key as Bare] ?? 0, l) : '',
    })),
  ]
}
