// The one class of two measures that is kept, said above the ranking.

import {answer, pairing, placed, summary} from '../data'
import {count, share} from '../format'
import {pairColours} from '../scale'
import {keep, language, state, t} from '../state'
import {Swatch} from './swatch'

export function Kept() {
  const {class: c, by} = state.value
  if (!pairing.value || !c) return null
  const [l, words] = [language.value, t.value.pair]
  const {missed, eligible} = summary.value
  const all = answer.value?.places.reduce((n, p) => n + p.missed, 0)
  return <div class="kept">
    <p><Swatch look={{fill: pairColours[c.poverty][c.coverage]}}/> <b>{words.classOf(c.poverty, c.coverage)}</b>
      <button onClick={() => keep(undefined)}>{words.all}</button></p>
    <p class="headline" aria-live="polite">{answer.value
      ? words.keptOf[by](count(placed.value.length, l), count(missed, l), count(eligible, l), all ? share(missed / all, l) : '', count(all ?? 0, l))
      : t.value.waiting}</p>
  </div>
}
