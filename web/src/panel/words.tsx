// One figure in words and numbers, as tip and detail show it.

import {cellClasses, indicator, question, release, tableClasses, villageClasses} from '../data'
import type {Figure} from '../api/client'
import {shown} from '../figure'
import {bounded, count, share} from '../format'
import {classOf, zeroOf, type Class} from '../scale'
import {language, t} from '../state'
import type {Look} from '../map/legend'
import {looks} from '../scale'
import {Swatch} from './swatch'

export function lookOf(f: Figure, classes: readonly Class[]): Look {
  if (f.state === 'value') return {fill: classes[classOf(classes, f.value ?? 0)]?.colour ?? looks.no_data.ground}
  return f.state === 'no_data' ? {fill: looks.no_data.ground} : {pattern: f.state === 'zero' ? zeroOf(question.value!) : f.state}
}

// Reading is the swatch and the value, or the word for why there is none.
export function Reading({figure, of}: {figure: Figure; of: 'cell' | 'village' | 'district'}) {
  const i = indicator.value!
  const classes = {cell: cellClasses, village: villageClasses, district: tableClasses}[of].value
  return <span class="reading">
    <Swatch look={lookOf(figure, classes)}/>
    {shown(figure)
      ? <><strong>{bounded(figure, i.unit, language.value)}</strong>{i.unit === 'families' ? ` ${t.value.unit.families}` : ''}</>
      : <strong>{t.value.states[figure.state]}</strong>}
  </span>
}

// Sums are numerator, denominator and share; or the state in a sentence.
export function Sums({figure}: {figure: Figure}) {
  const l = language.value
  if (figure.state !== 'value') {
    return <p class="state">{capital(t.value.state(figure.state, release.value!.k))}.{figure.denominator ? ` ${t.value.of('0', count(figure.denominator, l))}.` : ''}</p>
  }
  const {numerator, denominator} = figure
  if (numerator === undefined || denominator === undefined) return null
  return <dl class="sums">
    <div><dt>{t.value.numerator}</dt><dd>{count(numerator, l)}</dd></div>
    <div><dt>{t.value.denominators[question.value!]}</dt><dd>{count(denominator, l)}</dd></div>
    {denominator > 0 && indicator.value!.unit === 'families' && <div><dt>{t.value.share}</dt><dd>{share(numerator / denominator, l)}</dd></div>}
  </dl>
}

const capital = (s: string) => s.charAt(0).toUpperCase() + s.slice(1)
