// What stands on paper only: the map as a picture with scale and north, and where the figures come from.

import {write} from '../address'
import {areaName, gap, indicator, listed, names, pairing, placed, poverty, programme, release} from '../data'
import {count, date, moment} from '../format'
import {bar, distance} from '../map/ground'
import {printed} from '../print'
import {nameOf} from '../question'
import {ground, language, state, t} from '../state'

// PaperMap is drawn into by the map when the page is printed.
export const PaperMap = () => <div class="paper on-paper">
  <img class="paper-map" alt="" decoding="sync"/>
  {ground.value !== undefined && <ScaleBar across={ground.value}/>}
  <svg class="north" viewBox="0 0 20 34" width="20" height="34" aria-hidden="true"><path d="M10 12 16 33 10 28 4 33z" fill="currentColor"/><text x="10" y="9" text-anchor="middle" font-size="11" font-weight="700">{t.value.paper.north}</text></svg>
</div>

function ScaleBar({across}: {across: number}) {
  const {metres, share} = bar(across)
  return <div class="scale-bar" style={{width: `${100 * share}%`}} data-metres={metres}>{distance(metres, language.value)}</div>
}

// Colophon says what was chosen, of which release, from which sources, and where the view is found.
export function Colophon() {
  const r = release.value
  if (!r || !indicator.value) return null
  const [l, words, {within, drawn, class: c}] = [language.value, t.value.paper, state.value]
  const chosen = [
    names.value?.regency.map(a => a.name).join(', '), within ? areaName('district', within) : t.value.allDistricts,
    nameOf(indicator.value, programme.value, l), poverty.value?.name[l], pairing.value && c && t.value.pair.classOf(c.poverty, c.coverage), `${t.value.drawn} ${t.value[drawn]}`,
  ].filter(Boolean).join('; ')
  const sources = r.sources.map(s => `${t.value.meta.sourceKinds[s.kind] ?? s.kind} ${s.kind === 'areas' ? t.value.level[s.name as 'village'] ?? s.name : s.name.toUpperCase()}${s.as_of ? ` (${date(s.as_of, l)})` : ''}`)
  return <dl class="colophon on-paper">
    <div><dt>{words.chosen}</dt><dd>{chosen}</dd></div>
    <div><dt>{t.value.meta.release}</dt><dd>{r.id}, {t.value.asOf(date(r.as_of, l))}; {t.value.meta.thresholdTitle.toLowerCase()} {t.value.meta.threshold(r.k)}</dd></div>
    <div><dt>{t.value.meta.sources}</dt><dd>{sources.join('; ')}</dd></div>
    <div><dt>{words.printed}</dt><dd>{moment(printed.value, l)}</dd></div>
    <div><dt>{words.link}</dt><dd>{location.origin}/{write(state.value)}</dd></div>
  </dl>
}

// most is how many places are printed: what fits on the second page.
export const most = 20 // as style.css has it
export function PaperCut() {
  const all = gap.value ? placed.value.length : listed.value.length
  return all > most ? <p class="note on-paper">{t.value.paper.cut(count(most, language.value), count(all, language.value))}</p> : null
}
