// A swatch shows in the legend what the map shows on the ground.

import type {Look} from '../map/legend'
import {ink, looks, paper} from '../scale'

export function Swatch({look, small}: {look: Look; small?: boolean}) {
  const [width, height] = small ? [16, 12] : [26, 16]
  return <svg class="swatch" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
    {'fill' in look && <rect width={width} height={height} fill={look.fill}/>}
    {'dot' in look && <circle cx={width / 2} cy={height / 2} r={height / 2 - 1} fill={look.dot} stroke={ink.border} stroke-width="0.6"/>}
    {'pattern' in look && <>
      <rect width={width} height={height} fill={looks[look.pattern].ground}/>
      {look.pattern === 'same' ? <path d={levels(width, height)} stroke={looks.same.ink} stroke-width="1.6"/>
        : look.pattern === 'unlike' ? noughts(width, height).map(([x, y]) => <circle key={`${x} ${y}`} cx={x} cy={y} r="1.5" fill={looks.unlike.ink}/>)
        : look.pattern === 'withheld'
        ? <path d={stripes(width, height)} stroke={looks.withheld.ink} stroke-width="1.5"/>
        : noughts(width, height).map(([x, y]) =>
          <circle key={`${x} ${y}`} cx={x} cy={y} r="2.2" fill="none" stroke={looks[look.pattern].ink}/>)}
    </>}
    {'lines' in look && <>
      <rect width={width} height={height} fill={paper.land}/>
      {look.lines.map((line, i) =>
        <path key={i} d={`M0 ${(i + 0.75) * height / (look.lines.length + 0.5)}h${width}`} stroke={line.colour} stroke-width={line.width}/>)}
    </>}
    {!('dot' in look) && <rect class="frame" x="0.5" y="0.5" width={width - 1} height={height - 1} fill="none"/>}
  </svg>
}

const every = (from: number, to: number, step: number) => Array.from({length: Math.ceil((to - from) / step)}, (_, i) => from + i * step)

const stripes = (w: number, h: number) => every(0, w + h, 6).map(x => `M${x} 0 L${x - h} ${h}`).join('')

const levels = (w: number, h: number) => every(h > 14 ? 4.5 : 3.5, h, 6).flatMap((y, row) => every(row % 2 ? -3 : 3, w, 12).map(x => `M${x} ${y}h7`)).join('')

const noughts = (w: number, h: number) => every(4, w - 2, 8).flatMap(x => every(h / 2 - (h > 14 ? 4 : 0), h, 8).map(y => [x, y] as const))
