// What is looked at: the question, and the programme.

import type {Indicator, Programme} from '../api/client'
import {indicator, last, poverty, programme, question, release} from '../data'
import {choose, language, pairWith, pockets, state, t} from '../state'
import {answers, beside, nameOf, poorest, questions, shelves, turned, type Shelf} from '../question'
import {phone} from '../map/lazy'
import {CompareChoice} from './compare'
import {PairStrip} from './pair'
import {Select} from './select'

export function Chooser() {
  const r = release.value!
  const q = question.value ?? 'gap'
  return <form class="chooser" onSubmit={e => e.preventDefault()}>
    <fieldset class="questions">
      <legend>{t.value.question}</legend>
      <Pockets/>
      {questions.filter(q => answers(r, q).length).map(each =>
        <label key={each}>
          <input type="radio" name="question" value={each} checked={each === q && !inPockets()}
            onChange={() => each === q ? pairWith(undefined) : choose(turned(r, last.value, each)!.id)}/>
          <span>{t.value.questions[each]}</span>
        </label>)}
    </fieldset>
    <Select name="indicator" label={q === 'poverty' ? t.value.indicator : t.value.programme} value={indicator.value?.id ?? ''} change={choose}
      shown={indicator.value ? titled(indicator.value, programme.value) : ''}>
      {q === 'poverty' ? shelves(r, q).map(options) : shelves(r, q).map(shelf =>
        <optgroup key={shelf.strategy} label={t.value.strategies[shelf.strategy] ?? shelf.strategy}>{options(shelf)}</optgroup>)}
    </Select>
    {q === 'coverage' && !state.value.compare && beside(r).length > 0 && <Select name="with" label={t.value.pair.with} value={poverty.value?.id ?? ''} change={id => pairWith(id || undefined)}
      shown={poverty.value ? `${t.value.pair.and} ${poverty.value.name[language.value]}` : t.value.pair.alone}>
      <option value="">{t.value.pair.alone}</option>
      {beside(r).map(i => <option key={i.id} value={i.id}>{i.name[language.value]}</option>)}
    </Select>}
    {(!phone.matches || state.value.compare) && <CompareChoice/>}
  </form>
}

// inPockets says whether poor and poorly covered is what is asked: one question is pressed at a time.
const inPockets = () => {
  const {class: c} = state.value
  return !!poverty.value && c?.poverty === 'high' && c.coverage === 'low'
}

// Pockets asks with one press which villages are poor and poorly covered.
function Pockets() {
  const r = release.value!
  const [coverage, measure] = [turned(r, last.value, 'coverage'), poverty.value ?? poorest(r)]
  if (!coverage || !measure) return null
  const on = inPockets()
  return <button type="button" class="pockets" aria-pressed={on}
    onClick={() => on ? pairWith(undefined) : pockets(coverage.id, measure.id)}><PairStrip/>{t.value.pair.pockets}</button>
}

const options = (shelf: Shelf) => shelf.choices.map(({indicator, programme}) =>
  <option key={indicator.id} value={indicator.id}>{titled(indicator, programme)}</option>)

const titled = (i: Indicator, p: Programme | undefined) => nameOf(i, p, language.value) + (p?.closed ? ` (${t.value.ended})` : '')
