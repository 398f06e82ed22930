// What both tables have in common: heads that sort, and rows that choose a place.

import {useComputed} from '@preact/signals'
import type {ComponentChildren} from 'preact'
import type {Column} from '../address'
import {sort} from '../data'
import {phone} from '../map/lazy'
import {chosen, pick, pointed, sortBy, state, t} from '../state'

export function Head({column, title, children}: {column: Column; title?: string; children: string}) {
  const {column: by, down} = sort.value
  const order = by === column ? down ? 'descending' : 'ascending' : 'none'
  return <th scope="col" class={column} aria-sort={order}>
    <button title={title ?? t.value.sortBy(children)} onClick={() => sortBy(column, sort.value)}>{children}</button>
  </th>
}

interface RowProps {code: string; name: string; first: boolean; rank: ComponentChildren; under?: ComponentChildren; children: ComponentChildren}

// Row is one place. One row of the table is reached with Tab, the others from it with the arrows.
export function Row({code, name, first, rank, under, children}: RowProps) {
  const {by} = state.value
  const look = useComputed(() => pointed.value[state.value.by] === code ? 'pointed' : '')
  const point = () => { pointed.value = {[by]: code} }
  const leave = () => { pointed.value = {} }
  return <tr class={look} data-code={code} aria-selected={chosen.value === code}
    onClick={() => pick(code, phone.matches)} onPointerEnter={point} onPointerLeave={leave}>
    <td class="rank">{rank}</td>
    <th scope="row" class="name"><button tabIndex={first || chosen.value === code ? 0 : -1} onFocus={point} onBlur={leave}>{name}</button>{under}</th>
    {children}
  </tr>
}

// steer moves through the rows with the arrow keys; Enter presses the button it stands on.
export function steer(e: KeyboardEvent & {currentTarget: HTMLElement}) {
  const all = [...e.currentTarget.querySelectorAll<HTMLElement>('.name button')]
  const at = all.indexOf(document.activeElement as HTMLElement)
  const to = {ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 10, PageUp: at - 10, Home: 0, End: all.length}[e.key]
  if (at < 0 || to === undefined) return
  e.preventDefault()
  all[Math.min(all.length - 1, Math.max(0, to))]!.focus()
}
