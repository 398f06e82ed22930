// What a scenario is expected to do to one error: before, after, and how sure.

import type {Effect} from '../api/client'
import type {Language} from '../address'
import {count, share, span} from '../format'
import type {Estimate} from '../scenario'
import {language, t} from '../state'
import {said} from './whatif.words'

// estimate writes a number of families with its range: ± is never left out.
export function estimate(e: Estimate, l: Language): string {
  const [value, low, high] = [e.value, e.low, e.high].map(n => count(Math.round(n), l))
  return low === high ? `≈ ${value}` : `≈ ${value} (${low}–${high})`
}

export function EffectLine({name, note, effect: e}: {name: string; note: string; effect: Effect}) {
  const [l, words] = [language.value, said.value]
  const at = (x: number) => `${100 * x}%`
  return <div class="effect">
    <h3>{name} <span class="quiet">{note}</span></h3>
    {e.before === null || e.after === null
      ? <p><strong>{t.value.place.unknown}</strong>{e.before !== null && <>; {words.now} {share(e.before, l)}</>}</p>
      : <>
        <p>{words.now} <strong>{share(e.before, l)}</strong> → {words.then} <strong>{share(e.after, l)}</strong> {e.range && <span class="quiet">({span(e.range[0]!, e.range[1]!, l)})</span>}</p>
        <svg width="100%" height="18" aria-hidden="true">
          <rect y="6" width="100%" height="6" class="rail"/>
          {e.range && <rect y="6" x={at(e.range[0]!)} width={at(Math.max(0.004, e.range[1]! - e.range[0]!))} height="6" class="interval"/>}
          <line x1={at(e.before)} x2={at(e.before)} y1="0" y2="18" class="whole"/>
          <circle cx={at(e.after)} cy="9" r="4.5" class="fill"/>
        </svg>
      </>}
    {e.note && <p class="quiet">{e.note[l]}</p>}
  </div>
}
