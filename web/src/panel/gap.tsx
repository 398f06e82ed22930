// The table of families missed: how many, how sure, how much of all, and why.

import type {Place, UnderCovered} from '../api/client'
import {past} from '../compared'
import {current, indicator, pairing, placed, question, release, sort, tableClasses, threshold} from '../data'
import {between, bounded, chance, count, share, value as figure} from '../format'
import {apart, reached} from '../gap'
import {chosen, language, pick, state, t} from '../state'
import {phone} from '../map/lazy'
import {placeName} from './named'
import {PastCell, PastHead} from './past'
import {Head, Row, steer} from './rows'
import {legend} from '../map/layer/pair'
import {pairedArea} from '../pair'
import {Swatch} from './swatch'
import {lookOf} from './words'

export function GapTable({answer}: {answer?: UnderCovered}) {
  const {columns, half} = t.value.gap
  const top = Math.max(1, ...placed.value.map(p => p.missed))
  const inOrder = sort.value.column === 'missed' && sort.value.down && !(pairing.value && state.value.class) && state.value.only === undefined
  return <table>
    <thead>
      <tr>
        <th scope="col" class="rank">{t.value.columns.rank}</th>
        <Head column="name">{t.value.columns.name[state.value.by]}</Head>
        <Head column="missed">{columns.missed}</Head>
        <Head column="reached">{columns.reached}</Head>
        <th scope="col" class="running">{columns.running}</th>
        <PastHead/>
      </tr>
    </thead>
    <tbody onKeyDown={steer}>{placed.value.map((p, at) => [
      <Line key={p.code} place={p} top={top} first={at === 0}/>,
      chosen.value === p.code && <tr key="why" class="why"><td/><td colSpan={past.value ? 5 : 4}><Why place={p}/></td></tr>,
      inOrder && p.position === answer?.hold_half && <tr key="half" class="half"><td/><td colSpan={past.value ? 5 : 4}>{half}</td></tr>,
    ])}</tbody>
  </table>
}

function Line({place: p, top, first}: {place: Place; top: number; first: boolean}) {
  const [l, words] = [language.value, t.value.gap]
  const {value, low, high} = reached(p)
  const range = p.rank?.map(r => count(r, l)) as [string, string] | undefined
  const interval = between(low, high, l)
  const look = question.value === 'gap' ? lookOf(figureOf(p.code)?.indicators[indicator.value!.id] ?? {state: 'no_data'}, tableClasses.value) : undefined
  return <Row code={p.code} name={p.name ?? p.code} first={first}
    rank={<>{count(p.position, l)}{range && <span title={words.rankRange(...range)}>{range[0] === range[1] ? range[0] : range.join('–')}</span>}</>}
    under={<><PairMark code={p.code}/>{state.value.by === 'village' && !state.value.within && <span>{figureOf(p.code)?.parent_name}</span>}<Tags place={p}/></>}>
    <td class="missed">
      <span>{bounded({value: p.missed, bound: boundOf(p)}, 'families', l)}</span>
      <svg width="100%" height="5" aria-hidden="true"><rect width="100%" height="5" class="rail"/><rect width={`${100 * p.missed / top}%`} height="5" fill={look && 'fill' in look ? look.fill : 'var(--accent)'}/></svg>
    </td>
    <td class="reached"><b>{p.insufficient ? words.insufficient : bounded({value, bound: turned[boundOf(p) ?? 'none']}, 'share', l)}</b><span title={words.interval(interval)}>{interval}</span></td>
    <td class="running">{figure(p.running, 'share', l)}</td>
    <PastCell code={p.code}/>
  </Row>
}

// PairMark is the colour that the map gives a place of which two measures are looked at.
function PairMark({code}: {code: string}) {
  const area = figureOf(code)
  const is = area && pairing.value && pairedArea(area, pairing.value)
  if (typeof is !== 'object') return null
  const name = t.value.pair.classOf(is.poverty, is.coverage)
  return <i class="mark" title={name}><Swatch small look={legend.look(is)}/><span class="heard">{name}</span></i>
}

// Tags say in a word or two that a place stands out, and that its data are uncertain.
export function Tags({place: p}: {place: Place}) {
  const label = t.value.gap.hotSpots[p.hot_spot]
  return <>
    {label && <em class={`tag ${p.hot_spot}`}>{label}</em>}
    {p.doubts?.length ? <em class="tag">{t.value.gap.doubtful}</em> : null}
  </>
}

// Why says why a place is listed, and what keeps that uncertain.
export const Why = ({place: p}: {place: Place}) => <>
  <p>{p.why[language.value]}</p>
  {p.below !== undefined && <p>{t.value.gap.below(share(threshold.value, language.value))} <b>{chance(p.below, language.value)}</b></p>}
  {p.doubts?.length ? <><p class="quiet">{t.value.gap.doubts}</p><ul>{p.doubts.map(d => <li key={d.en}>{d[language.value]}</li>)}</ul></> : null}
</>

const figureOf = (code: string) => current.value?.[state.value.by].find(a => a.code === code)

// A missed number that stands for all beyond it makes a bound of the share reached, the other way round.
export const turned = {at_most: 'at_least', at_least: 'at_most', none: undefined} as const
export function boundOf(p: Place): 'at_most' | 'at_least' | undefined {
  const bound = figureOf(p.code)?.indicators[indicator.value!.id]?.bound
  return question.value === 'gap' ? bound : turned[bound ?? 'none']
}

// Apart lists what is not ranked or not tested, with the reason.
export function Apart({answer: a}: {answer: UnderCovered}) {
  const l = language.value
  const {by} = state.value
  const words = t.value.gap
  const unranked = a.withheld.length + a.no_data.length + a.nobody_eligible.length
  const said = [
    unranked && words.apartOf[by](count(unranked, l)),
    a.not_tested.length && words.notTested(count(a.not_tested.length, l)),
  ].filter(Boolean).join(', ')
  if (!said) return null
  const holds = apart.some(state => state !== 'not_tested' && a[state].includes(chosen.value ?? ''))
  return <details class="apart" open={holds}>
    <summary>{said.charAt(0).toUpperCase() + said.slice(1)}</summary>
    {apart.filter(state => a[state].length).map(each => <section key={each} data-apart={each}>
      <p class="quiet">{words.apart(release.value!.k)[each]}</p>
      <ul>{a[each].map(code => <li key={code}>
        <button aria-current={chosen.value === code && each !== 'not_tested'} onClick={() => pick(code, phone.matches)}>{placeName(by, code)}</button>
      </li>)}</ul>
    </section>)}
    {unranked > 0 && <p class="quiet">{words.apartNote}</p>}
  </details>
}

// Reading says how the table is read.
export const Reading = ({answer: a}: {answer: UnderCovered}) => <div class="how">
  {a.places.length < a.total && <p class="quiet">{t.value.gap.cut(count(a.places.length, language.value), count(a.total, language.value))}</p>}
  <details>
    <summary>{t.value.gap.reading}</summary>
    {t.value.gap.readings.map(line => <p key={line} class="quiet">{line}</p>)}
    {a.prior.note && <p class="quiet">{a.prior.note[language.value]}</p>}
  </details>
</div>
