// The map as lines and letters.

import type {Drawing, Part} from '../map/trace'
import type {Pattern} from '../scale'
import {tiles} from './tile'

export const Traced = ({drawing: {width, height, ground, parts}}: {drawing: Drawing}) =>
  <svg viewBox={`0 0 ${width} ${height}`} width="100%" height="100%" overflow="hidden" font-family="'Tepat Sans', sans-serif">
    <defs>{(Object.keys(tiles) as Pattern[]).map(p => <Tile key={p} of={p}/>)}</defs>
    <rect width={width} height={height} fill={ground}/>
    {parts.map((p, i) => <One key={i} part={p}/>)}
  </svg>

function One({part: p}: {part: Part}) {
  if ('lines' in p) {
    const line = p.size * 1.15
    return <text x={p.x} y={p.y + p.size * 0.35 - line * (p.lines.length - 1) / 2} font-size={p.size} font-weight={p.weight} letter-spacing={p.spacing} text-anchor="middle"
      fill={p.fill} stroke={p.halo} stroke-width={2 * p.haloWidth} stroke-linejoin="round" paint-order="stroke" opacity={p.opacity}>
      {p.lines.map((l, i) => <tspan key={i} x={p.x} dy={i ? line : 0}>{l}</tspan>)}
    </text>
  }
  return 'stroke' in p
    ? <path d={p.d} fill="none" stroke={p.stroke} stroke-width={p.width} stroke-linejoin="round" stroke-linecap="round" opacity={p.opacity}/>
    : <path d={p.d} fill={p.pattern ? `url(#paper-${p.pattern})` : p.fill} stroke={p.outline} stroke-width={p.outline && 0.5} opacity={p.opacity}/>
}

const Tile = ({of}: {of: Pattern}) => {
  const {size, ground, ink, d, width, filled} = tiles[of]
  return <pattern id={`paper-${of}`} width={size} height={size} patternUnits="userSpaceOnUse">
    <rect width={size} height={size} fill={ground}/><path d={d} fill={filled ? ink : 'none'} stroke={filled ? undefined : ink} stroke-width={width}/>
  </pattern>
}
