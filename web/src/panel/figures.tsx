// The table of one figure.

import {indicator, listed, question, tableClasses} from '../data'
import {shown, type Row as Ranked} from '../figure'
import {bounded, count} from '../format'
import {language, state, t} from '../state'
import {Head, Row, steer} from './rows'
import {PastCell, PastHead} from './past'
import {Swatch} from './swatch'
import {lookOf} from './words'

export function FigureTable() {
  const i = indicator.value!
  const top = i.unit === 'share' ? 1 : Math.max(1, ...listed.value.map(r => r.figure.value ?? 0))
  return <table>
    <thead>
      <tr>
        <th scope="col" class="rank">{t.value.columns.rank}</th>
        <Head column="name">{t.value.columns.name[state.value.by]}</Head>
        <Head column="value">{t.value.columns.value[i.unit]}</Head>
        <Head column="base">{t.value.denominators[question.value!]}</Head>
        <PastHead/>
      </tr>
    </thead>
    <tbody onKeyDown={steer}>{listed.value.map((row, at) => <Line key={row.area.code} row={row} top={top} first={at === 0}/>)}</tbody>
  </table>
}

function Line({row: {area, figure, rank}, top, first}: {row: Ranked; top: number; first: boolean}) {
  const l = language.value
  const look = lookOf(figure, tableClasses.value)
  return <Row code={area.code} name={area.name} first={first} rank={rank === undefined ? '' : count(rank, l)} under={<span>{area.parent_name}</span>}>
    {shown(figure)
      ? <>
        <td class="value">
          <span>{bounded(figure, indicator.value!.unit, l)}</span>
          <svg width="100%" height="5" aria-hidden="true">
            <rect width="100%" height="5" class="rail"/>
            <rect width={`${100 * figure.value / top}%`} height="5" fill={'fill' in look ? look.fill : 'none'}/>
          </svg>
        </td>
        <td class="base">{count(figure.denominator, l)}</td>
      </>
      : <td class="without" colSpan={2}><Swatch small look={look}/> {t.value.states[figure.state]}</td>}
    <PastCell code={area.code}/>
  </Row>
}
