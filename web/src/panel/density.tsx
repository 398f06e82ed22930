// The legend of density: fewer to more, without classes; and what is left out.

import {dense, heated} from '../compared'
import {least} from '../density'
import {beyond, count} from '../format'
import * as borders from '../map/layer/borders'
import {phone} from '../map/lazy'
import {densityRamp} from '../scale'
import {language, t} from '../state'
import {Swatch} from './swatch'

export function DensityKey() {
  const [d, i, l, words] = [dense.value, heated.value, language.value, t.value.density]
  if (!i) return null
  return <details open={!phone.matches} class="key density">
    <summary><span class="key-title">{words.title(i.name[l])}</span><Ramp height={10}/></summary>
    <div class="sheet">
      <Ramp height={14}/>
      <p class="ends"><span>{words.fewer}</span><span>{words.more}</span></p>
      {d ? <>
        <p>{words.undrawn}</p>
        <ul>
          <li>{t.value.states.withheld} <b data-withheld>{count(d.withheld, l)}</b></li>
          {d.no_data > 0 && <li>{t.value.states.no_data} <b>{count(d.no_data, l)}</b></li>}
          <li>{t.value.states.zero} <b>{count(d.zero, l)}</b></li>
        </ul>
        <ul><li><Swatch look={borders.legend.look}/> {borders.legend.label(l)}</li></ul>
        <p class="note"><b data-total>{words.total(beyond(d.bound) + count(d.total, l))}</b> {d.bound && words.bound} {d.withheld > 0 && words.withheld(count(d.withheld, l))}</p>
        <p class="note">{words.note(count(least, l), count(d.points.length, l))}</p>
      </> : <p class="note">{t.value.waiting}</p>}
    </div>
  </details>
}

const Ramp = ({height}: {height: number}) => <svg class="ramp" width="100%" height={height} preserveAspectRatio="none" aria-hidden="true">
  <defs><linearGradient id={`ramp-${height}`}>{densityRamp.map(([at, colour]) => <stop key={at} offset={at} stop-color={colour}/>)}</linearGradient></defs>
  <rect width="100%" height={height} fill={`url(#ramp-${height})`}/>
</svg>
