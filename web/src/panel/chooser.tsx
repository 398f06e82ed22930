// What is looked at: the question, and the programme.

import type {Indicator, Programme} from '../api/client'
import {indicator, programme, question, release} from '../data'
import {choose, language, t} from '../state'
import {answers, nameOf, questions, shelves, turned, type Shelf} from '../question'
import {Select} from './select'

export function Chooser() {
  const r = release.value!
  const q = question.value ?? 'gap'
  return <form class="chooser" onSubmit={e => e.preventDefault()}>
    <fieldset class="questions">
      <legend>{t.value.question}</legend>
      {questions.filter(q => answers(r, q).length).map(each =>
        <label key={each}>
          <input type="radio" name="question" value={each} checked={each === q}
            onChange={() => choose(turned(r, indicator.value, each)!.id)}/>
          <span>{t.value.questions[each]}</span>
        </label>)}
    </fieldset>
    <Select name="indicator" label={q === 'poverty' ? t.value.indicator : t.value.programme} value={indicator.value?.id ?? ''} change={choose}
      shown={indicator.value ? titled(indicator.value, programme.value) : ''}>
      {q === 'poverty' ? shelves(r, q).map(options) : shelves(r, q).map(shelf =>
        <optgroup key={shelf.strategy} label={t.value.strategies[shelf.strategy] ?? shelf.strategy}>{options(shelf)}</optgroup>)}
    </Select>
  </form>
}

const options = (shelf: Shelf) => shelf.choices.map(({indicator, programme}) =>
  <option key={indicator.id} value={indicator.id}>{titled(indicator, programme)}</option>)

const titled = (i: Indicator, p: Programme | undefined) => nameOf(i, p, language.value) + (p?.closed ? ` (${t.value.ended})` : '')
