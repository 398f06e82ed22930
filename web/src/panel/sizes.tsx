// The circles of counts: round numbers, as large as on the map. The legend has them on screen; a map that is
// drawn larger or smaller than on screen, on paper or by the server, carries them itself, in its own scale.

import {computed} from '@preact/signals'
import {drawsCircles} from '../compared'
import {count} from '../format'
import {shown} from '../print'
import {ink, mostRadius, paper, radius, sizes} from '../scale'
import {language, t} from '../state'
import {shownParted} from './drawn'

// A Circle stands for n; its number is written at a height of its own.
interface Circle {n: number; text: string; r: number; at: number}
export interface Sizes {circles: Circle[]; wide: number; width: number; height: number}

// circleSizes are those of the map that is shown; undefined where it has none.
export const circleSizes = computed((): Sizes | undefined => {
  const largest = drawsCircles.value && shownParted.value?.largest
  if (!largest) return undefined
  const circles = sizes(largest).map((n, i) => ({n, text: count(n, language.value), r: radius(n, largest, mostRadius[shown.value === 'cells' ? 'cells' : 'villages']), at: 9 + 15 * i}))
  if (!circles.length) return undefined
  const wide = circles[0]!.r + 1
  return {circles, wide, width: 2 * wide + 62, height: Math.max(2 * wide, 15 * circles.length)}
})

const Circles = ({of: {circles, wide, height}}: {of: Sizes}) => <>{circles.map(({n, text, r, at}) => <g key={n}>
  <circle cx={wide} cy={height - 1 - r} r={r} fill="none" stroke={ink.name}/>
  <path d={`M${wide} ${height - 1 - 2 * r}L${2 * wide + 6} ${at}h5`} stroke={ink.quiet} stroke-width="0.7" fill="none"/>
  <text x={2 * wide + 15} y={at + 4} font-size="13" fill={ink.strong}>{text}</text>
</g>)}</>

// SizesKey stands in the legend, and says what the circles mean.
export function SizesKey() {
  const all = circleSizes.value
  return all ? <div class="sizes">
    <svg width={all.width} height={all.height} aria-hidden="true"><Circles of={all}/></svg>
    <p class="note">{t.value.sizesNote(shown.value === 'cells')}</p>
  </div> : null
}

// SizesOn lies in a corner of a map that is so wide and high in its own units.
export function SizesOn({width, height}: {width: number; height: number}) {
  const all = circleSizes.value
  return all ? <svg class="sizes-on" viewBox={`0 0 ${width} ${height}`} width="100%" height="100%" aria-hidden="true" font-family="'Tepat Sans', sans-serif">
    <g transform={`translate(${width - all.width - 14} ${height - all.height - 14})`}>
      <rect x="-7" y="-7" width={all.width + 14} height={all.height + 14} fill={paper.halo} opacity="0.85"/>
      <Circles of={all}/>
    </g>
  </svg> : null
}
