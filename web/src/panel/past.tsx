// The history of a place as a small line: in the table, and beside its figures.

import {past, published, stepsOf} from '../compared'
import {indicator} from '../data'
import {shown} from '../figure'
import {bounded, date} from '../format'
import {line, topOf, type Step} from '../past'
import {language, t} from '../state'

// told is a release's figure in words.
function told({figure, redrawn}: Step): string {
  const i = indicator.value!
  if (redrawn) return t.value.past.redrawn
  return !figure ? t.value.past.otherArea.toLowerCase() : shown(figure) ? bounded(figure, i.unit, language.value) : t.value.states[figure.state].toLowerCase()
}

function Spark({all, width, height}: {all: Step[]; width: number; height: number}) {
  const l = language.value
  const top = topOf(all, indicator.value!.unit)
  const {path, points, gaps} = line(all, top, width, height)
  const text = all.map(s => t.value.past.stepOf(String(s.release), date(s.asOf, l), told(s))).join('; ')
  return <svg class="spark" role="img" aria-label={text} width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
    <title>{text}</title>
    <line x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} class="base"/>
    <path d={path} class="stroke"/>
    {gaps.map(x => <circle key={x} cx={x} cy={height / 2} r="2" class="gap"/>)}
    {points.map((p, i) => <circle key={p.x} cx={p.x} cy={p.y} r={i === points.length - 1 ? 2.4 : 1.6} class={i === points.length - 1 ? 'last' : 'point'}/>)}
  </svg>
}

// PastHead and PastCell are the column of the table, where there are two releases or more.
export const PastHead = () => past.value ? <th scope="col" class="past">{t.value.past.column}</th> : null
export const PastCell = ({code}: {code: string}) => past.value ? <td class="past"><Spark all={stepsOf(code)} width={46} height={20}/></td> : null

// Past lists every release with its figure, under the line.
export function Past({code}: {code: string}) {
  const [h, l, words] = [past.value, language.value, t.value.past]
  if (!h) return null
  const all = stepsOf(code)
  if (!all.length) return null
  return <section class="history" data-detail="history">
    <h3>{words.title}</h3>
    <Spark all={all} width={230} height={44}/>
    <ol>{all.map(s => <li key={s.release}>
      <span>{published.value.find(r => r.id === s.release) ? t.value.change.releaseOf(String(s.release), date(s.asOf, l)) : t.value.release(s.release)}</span> <b>{told(s)}</b>
    </li>)}</ol>
    {all.some(s => s.redrawn) && <p class="quiet" data-redrawn>{words.redrawnNote}</p>}
    {all.some(s => s.value === undefined) && <p class="quiet">{words.note}</p>}
    {h.left_out.length > 0 && <p class="quiet">{words.leftOut(h.left_out.map(r => `${t.value.release(r.release)} (${words.why[r.why]})`).join(', '))}</p>}
  </section>
}
