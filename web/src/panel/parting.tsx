// How the figures are parted into classes: the choice, and what the legend says of it.

import type {Method, Parting} from '../address'
import {filtering, indicator, release} from '../data'
import {count, third, value} from '../format'
import {language, part, renew, single, state, t} from '../state'
import {onlyEntry, shownParted} from './drawn'
import {Passing} from './passing'
import {Select} from './select'

const numbers = [3, 4, 5, 6, 7]

// PartingChoice chooses how, into how many, and around what.
export function PartingChoice() {
  const [i, p, words] = [indicator.value!, shownParted.value, t.value.parting]
  if (!p) return null
  const methods: Method[] = [...(i.thresholds ? ['thresholds' as const] : []), 'quantile', 'natural', 'equal', 'diverging']
  // What is chosen stands, while those that are shown are still the ones before.
  const now = state.value.classes?.method ?? methods[0]!
  const n = state.value.classes?.classes ?? 5
  // The usual way needs no words in the address.
  const choose = (c: Parting) => part(c.method === methods[0] && (c.method === 'thresholds' || c.classes === 5) ? undefined : c)
  return <div class="parting">
    <Select name="method" label={words.method} value={now} shown={words.methods[now]}
      change={m => choose(m === 'thresholds' ? {method: m} : {method: m as Method, classes: n})}>
      {methods.map(m => <option key={m} value={m}>{words.methods[m]}</option>)}
    </Select>
    {now !== 'thresholds' && <Select name="classes" label={words.number} value={String(n)} shown={words.classes(n)}
      change={of => choose({...state.value.classes, method: now, classes: Number(of)})}>
      {numbers.map(each => <option key={each} value={String(each)}>{words.classes(each)}</option>)}
    </Select>}
    {now === 'diverging' && <Target/>}
  </div>
}

// Target is what classes lie around: per cent of a share, else families; nothing is the mean.
function Target() {
  const {unit} = indicator.value!
  const {classes: c} = state.value
  const by = unit === 'share' ? 100 : 1
  return <label class="field target"><span>{t.value.parting.target[unit]}</span>
    <input type="number" name="target" min="0" step="any"
      value={c?.target === undefined ? '' : Number((c.target * by).toFixed(2))}
      onChange={e => {
        const target = Number((e.currentTarget.valueAsNumber / by).toFixed(4))
        part({method: 'diverging', classes: c?.classes ?? 5, ...(target > 0 && (by === 1 || target < 1) && {target})})
      }}/>
  </label>
}

// PartingNotes say where the classes come from, and why they are fewer than asked for.
export function PartingNotes() {
  const [i, p, l, words] = [indicator.value!, shownParted.value, language.value, t.value.parting]
  if (!p) return null
  const second = p.classes[1]
  const centre = p.centre !== undefined && value(p.centre, i.unit, l)
  const said = [
    centre && (state.value.classes?.target === undefined ? words.mean(centre) : words.to(centre)),
    p.source && words.source(p.source[l]),
    p.why && words.fewer(count(p.classes.length, l), count(p.asked, l), p.why),
    i.unit === 'share' && second?.below !== undefined && t.value.classesNote(third(second, l), value(second.from!, 'share', l), value(second.below, 'share', l)),
  ].filter(Boolean)
  return <>
    {said.length > 0 && <p class="note">{said.join(' ')}</p>}
    {p.basis !== release.value!.id && <Passing as="p" class="note" to={['[name=method]']}>{words.basis(count(p.basis, l))} <button class="plain" onClick={renew}>{words.renew}</button></Passing>}
  </>
}

// OnlyNote says that the map alone keeps a class, where the table cannot say so.
export function OnlyNote() {
  const [words, entry] = [t.value.parting, onlyEntry()]
  if (!entry || filtering.value) return null
  return <Passing as="p" class="note only" role="status" to={['[name=method]']}><b>{entry.label(language.value)}</b> {words.only} <button class="plain" onClick={() => single(undefined)}>{words.all}</button></Passing>
}
