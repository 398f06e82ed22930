// What is looked at: the question, and the programme.

import {indicator, question, release} from '../data'
import {choose, language, t} from '../state'
import {answers, nameOf, questions, shelves, turned, type Shelf} from '../question'

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
    <label class="field">
      <span>{q === 'poverty' ? t.value.indicator : t.value.programme}</span>
      <select name="indicator" value={indicator.value?.id} onChange={e => choose(e.currentTarget.value)}>
        {q === 'poverty' ? shelves(r, q).map(options) : shelves(r, q).map(shelf =>
          <optgroup key={shelf.strategy} label={t.value.strategies[shelf.strategy] ?? shelf.strategy}>{options(shelf)}</optgroup>)}
      </select>
    </label>
  </form>
}

const options = (shelf: Shelf) => shelf.choices.map(({indicator, programme}) =>
  <option key={indicator.id} value={indicator.id}>
    {nameOf(indicator, programme, language.value)}{programme?.closed ? ` (${t.value.ended})` : ''}
  </option>)
