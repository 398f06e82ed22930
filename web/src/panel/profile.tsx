// All measures of the chosen place, and its neighbours.

import type {Area, Figure, Indicator} from '../api/client'
import {indicator, profile, release} from '../data'
import {shown} from '../figure'
import {between, bounded} from '../format'
import {measuresOf, shortName} from '../profile'
import {tablesOfArea} from '../tables'
import {language, seek, state, t} from '../state'

// Neighbours are the places that touch the chosen one, with the figure looked at; pressing one goes there.
export function Neighbours() {
  const [p, i] = [profile.value, indicator.value]
  if (!p?.neighbours.length || !i) return null
  return <section class="neighbours" data-detail="neighbours">
    <h3>{t.value.profile.neighbours}</h3>
    <p class="quiet">{i.name[language.value]}</p>
    <ul>{p.neighbours.map(a => <li key={a.code}>
      <button onClick={() => seek({level: a.level, code: a.code, parent: a.parent})}>{a.name}</button> <span>{told(a.indicators[i.id], i)}</span>
    </li>)}</ul>
  </section>
}

// Measures are all figures of the place, beside those of the areas that it lies in.
export function Measures() {
  const [p, r, l, words] = [profile.value, release.value, language.value, t.value.profile]
  if (!p || !r) return null
  return <section data-detail="measures">
    <details>
      <summary><h3>{words.measures}</h3></summary>
      {measuresOf(r, indicator.value, l, words.groups).map(g => <section key={g.name} class="measures">
        <h4>{g.name}</h4>
        <dl>{g.measures.map(i => <div key={i.id}><dt>{shortName(i, l)}</dt>
          <dd><Told area={p.area} of={i}/></dd>
          <dd class="quiet">{p.above.map(a => `${a.name} ${told(a.indicators[i.id], i)}`).join(', ')}</dd></div>)}</dl>
      </section>)}
    </details>
    <p><a href={tablesOfArea(state.value, r, indicator.value, p.area.code)}>{words.page}</a></p>
  </section>
}

function Told({area, of}: {area: Area; of: Indicator}) {
  const f = area.indicators[of.id]
  const [low, high] = f?.interval ?? []
  return <><strong>{told(f, of)}</strong>{low !== undefined && high !== undefined && !f!.insufficient && <span class="quiet"> ({between(low, high, language.value)})</span>}</>
}

function told(f: Figure | undefined, i: Indicator): string {
  const l = language.value
  if (!f) return t.value.states.no_data.toLowerCase()
  if (f.insufficient) return t.value.gap.insufficient
  return shown(f) ? bounded(f, i.unit, l) : t.value.states[f.state].toLowerCase()
}
