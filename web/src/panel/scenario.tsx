// One scenario: what is asked, and what it is expected to do.

import {signal} from '@preact/signals'
import type {Allocation} from '../api/client'
import {areaName, names as areas, outcomes, release, retry} from '../data'
import {count, money} from '../format'
import {greatest, mostPackages, newlyReached, packages, rules, subjectName, subjects, type Scenario} from '../scenario'
import {keep, nameKept} from '../shelf'
import {alter, language, t} from '../state'
import {Amount} from './amount'
import {EffectLine, estimate} from './effect'
import {Select} from './select'
import {alike, label} from './whatif'
import {said} from './whatif.words'

// What the reader calls the scenarios, by place.
export const names = signal<string[]>([])
const call = (at: number, name: string) => { names.value = Object.assign([...names.value], {[at]: name}) }

export function ScenarioCard({scenario: s, at, alone, drop}: {scenario: Scenario; at: number; alone: boolean; drop: () => void}) {
  const words = said.value
  return <article class="scenario" aria-label={label(at)}>
    <p class="simulation">{words.label}</p>
    {!alone && <button class="close" aria-label={words.drop(label(at))} title={words.drop(label(at))} onClick={drop}>×</button>}
    <Name scenario={s} at={at}/>
    <Question scenario={s} at={at}/>
    <Outcome scenario={s} at={at}/>
  </article>
}

function Name({scenario: s, at}: {scenario: Scenario; at: number}) {
  const words = said.value
  const isKept = nameKept(s) === label(at)
  return <div class="name-line">
    <label><span class="heard">{words.name}</span>
      <input class="scenario-name" value={label(at)} maxLength={60} autoComplete="off" onInput={e => call(at, e.currentTarget.value)}/></label>
    <button class="keep" disabled={isKept} onClick={() => keep(label(at), s)}>{isKept ? words.isKept : words.keep}</button>
  </div>
}

function Question({scenario: s, at}: {scenario: Scenario; at: number}) {
  const [r, l, words] = [release.value!, language.value, said.value]
  const of = subjects(r).find(each => each.id === s.programme)
  return <form class="budget" onSubmit={e => e.preventDefault()}>
    <Select name="programme" label={t.value.programme} value={s.programme} change={programme => alter(at, {programme})} shown={of ? subjectName(of, l) : s.programme}>
      {subjects(r).map(each => <option key={each.id} value={each.id}>{subjectName(each, l)}</option>)}
    </Select>
    <Select name="where" label={words.where} value={s.within ?? ''} change={code => alter(at, {within: code || undefined})} shown={s.within ? areaName('district', s.within) : t.value.allDistricts}>
      <option value="">{t.value.allDistricts}</option>
      {areas.value?.district.map(d => <option key={d.code} value={d.code}>{d.name}</option>)}
    </Select>
    <Amount label={words.budget} unit="Rp" value={s.budget} least={1} most={greatest.rupiah} change={budget => alter(at, {budget})}/>
    <Amount label={words.cost} unit="Rp" value={s.cost} least={1} most={greatest.rupiah} change={cost => alter(at, {cost})}/>
    <Amount label={words.packages} value={packages(s)} least={1} most={mostPackages(s)} change={n => alter(at, {budget: n * s.cost})}/>
    <Amount label={words.minimum} value={s.minimum} least={0} most={greatest.minimum} change={minimum => alter(at, {minimum})}/>
    <fieldset class="rules">
      <legend>{words.rule}</legend>
      {rules.map(rule => <label key={rule}>
        <input type="radio" name={`rule-${at}`} value={rule} checked={s.rule === rule} onChange={() => alter(at, {rule})}/>
        <span><b>{words.rules[rule]}</b> {words.ruleNotes[rule]}</span>
      </label>)}
    </fieldset>
  </form>
}

function Outcome({scenario: s, at}: {scenario: Scenario; at: number}) {
  const [is, words] = [outcomes.value[at]!, said.value]
  return <div class="outcome" aria-live="polite" aria-busy={is.is === 'waiting'}>
    <h2>{words.expected}</h2>
    {s.budget < s.cost ? <p class="trouble">{words.tooLittle}</p>
      : is.is === 'waiting' ? <p class="quiet">{t.value.waiting}</p>
      : is.is === 'failed' ? <p class="trouble" role="alert">{is.why.kind === 'unreachable' ? t.value.unreachable : `${t.value.refused} ${is.why.said(language.value)}`} <button onClick={retry}>{t.value.retry}</button></p>
      : <Found allocation={is.value} at={at}/>}
  </div>
}

function Found({allocation: a, at}: {allocation: Allocation; at: number}) {
  const [l, words] = [language.value, said.value]
  const villages = a.areas.filter(v => v.packages > 0).length
  const reached = newlyReached(a)
  return <>
    <p class="figure"><b>{reached ? estimate(reached, l) : t.value.place.unknown}</b> {words.reached}</p>
    <p>{words.given(count(a.given, l), count(villages, l))} {a.packages > a.given && words.unused(count(a.packages - a.given, l))} {a.left > 0 && words.left(money(a.left, l))}</p>
    <EffectLine name={words.exclusion} note={words.exclusionNote} effect={a.exclusion_error}/>
    <EffectLine name={words.inclusion} note={words.inclusionNote} effect={a.inclusion_error}/>
    {at > 0 && alike(0, at) && <Against allocation={a}/>}
    {a.note && <p class="note">{a.note[l]}</p>}
    <p class="quiet">{a.label[l]} {words.draws(count(a.draws, l))}</p>
  </>
}

// Against holds a scenario against the first.
function Against({allocation: a}: {allocation: Allocation}) {
  const [l, words, is] = [language.value, said.value, outcomes.value[0]!]
  if (is.is !== 'here') return null
  const [mine, theirs] = [newlyReached(a), newlyReached(is.value)]
  if (!mine || !theirs) return null
  const more = Math.round(mine.value) - Math.round(theirs.value)
  const apart = mine.low > theirs.high || mine.high < theirs.low
  return <p class="against">{more === 0 ? words.same(label(0)) : (more > 0 ? words.more : words.fewer)(count(Math.abs(more), l), label(0))} {more !== 0 && (apart ? '' : words.overlap)}</p>
}
