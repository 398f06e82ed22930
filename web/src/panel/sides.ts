// What the sides of a comparison are called.

import {later, published} from '../compared'
import {indicator, release} from '../data'
import {date} from '../format'
import {nameOf} from '../question'
import {language, state, t} from '../state'

// The names of both sides, short; of two releases the earlier is on the left.
export function named(): {left: string; right: string} {
  const {other, own} = bothNames()
  return later.value ? {left: own, right: other} : {left: other, right: own}
}

export function bothNames(): {other: string; own: string} {
  const [l, {compare: c}, r] = [language.value, state.value, release.value!]
  if (typeof c?.with === 'number') {
    const other = published.value.find(p => p.id === c.with)
    const say = (id: number, asOf: string | undefined) => asOf ? t.value.change.releaseOf(String(id), date(asOf, l)) : t.value.release(id)
    return {other: say(c.with, other?.as_of), own: say(r.id, r.as_of)}
  }
  const other = r.indicators.find(i => i.id === c?.with)
  return {other: other ? short(other) : String(c?.with), own: short(indicator.value!)}
}

export const short = (i: Parameters<typeof nameOf>[0]) => nameOf(i, release.value!.programmes.find(p => p.id === i.programme), language.value)
