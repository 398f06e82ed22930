// What if a budget were shared: one to three scenarios side by side, in place of map and table.

import {useEffect, useRef} from 'preact/hooks'
import {write} from '../address'
import {outcomes, release} from '../data'
import {date} from '../format'
import {keyOf, most} from '../scenario'
import {addScenario, dropScenario, imagine, language, state, t} from '../state'
import {discard, kept, nameKept} from '../shelf'
import {names, ScenarioCard} from './scenario'
import {Shares} from './shares'
import {printPage} from '../print'
import {said} from './whatif.words'

export function WhatIf() {
  const {whatIf: all} = state.value
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    heading.current?.focus()
    return () => {
      names.value = []
      requestAnimationFrame(() => { // the page that is seen again
        for (const place of ['.open-whatif', '#ranking']) if (document.activeElement === document.body) document.querySelector<HTMLElement>(place)?.focus()
      })
    }
  }, [])
  const r = release.value
  if (!all || !r) return null
  const words = said.value
  return <main class="whatif" id="whatif">
    <header>
      <button class="back" onClick={() => imagine(undefined)}>← {words.back}</button>
      <h1 ref={heading} tabIndex={-1}>{t.value.whatIf.title}</h1>
      <p class="standfirst"><strong class="simulation">{words.label}.</strong> <span class="on-screen">{words.standfirst}</span></p>
      <p class="quiet">{t.value.release(r.id)}, {t.value.asOf(date(r.as_of, language.value))}<span class="on-paper">. {location.origin}/{write(state.value)}</span></p>
      <div class="actions">
        {all.length < most && <button onClick={() => addScenario({...all.at(-1)!})}>{words.compare}</button>}
        <button onClick={printPage}>{words.print}</button>
      </div>
    </header>
    <Shelf/>
    <div class="scenarios">{all.map((s, i) => <ScenarioCard key={i} scenario={s} at={i} alone={all.length === 1} drop={() => drop(i)}/>)}</div>
    <Shares outcomes={outcomes.value}/>
  </main>
}

// drop takes a scenario away, and moves the names after it.
function drop(i: number) {
  names.value = Array.from(names.value).filter((_, at) => at !== i) // holes too
  dropScenario(i)
}

// Shelf lists the scenarios that this browser keeps.
function Shelf() {
  const words = said.value
  const all = state.value.whatIf ?? []
  const away = kept.value.filter(k => !all.some(s => keyOf(s) === keyOf(k.scenario)))
  if (!kept.value.length) return null
  return <section class="shelf" aria-label={words.kept}>
    <h2>{words.kept}</h2>
    <ul>{kept.value.map(({name, scenario}) => <li key={name}>
      {away.some(k => k.name === name) && all.length < most
        ? <button onClick={() => addScenario(scenario)}>{name}</button>
        : <span>{name}</span>}
      <button class="discard" aria-label={words.discard(name)} title={words.discard(name)} onClick={() => discard(name)}>×</button>
    </li>)}</ul>
    <p class="quiet">{words.keptNote}</p>
  </section>
}

// alike says whether two scenarios share a budget for the same families.
export function alike(a: number, b: number): boolean {
  const [x, y] = [state.value.whatIf?.[a], state.value.whatIf?.[b]]
  return !!x && !!y && x.programme === y.programme && x.within === y.within
}

// label is what the scenario at a place is called.
export const label = (at: number) => names.value[at] || nameKept(state.value.whatIf![at]!) || said.value.scenario('ABC'[at]!)
