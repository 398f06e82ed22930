// Searching for a village or a district: a combobox after the ARIA practices.

import {useState} from 'preact/hooks'
import {areaName, names} from '../data'
import {search, type Named} from '../search'
import {seek, t} from '../state'

export function Search() {
  const [text, type] = useState('')
  const [at, point] = useState(0)
  const all = names.value
  if (!all) return null
  const found = search(text, [...all.district.map(a => named('district', a)), ...all.village.map(a => named('village', a))])
  const open = found.length > 0
  const now = Math.min(at, found.length - 1)
  const close = () => { type(''); point(0) }
  const go = (a: Named) => { seek(a); close() }
  const keys = (e: KeyboardEvent) => {
    const step = {ArrowDown: 1, ArrowUp: -1}[e.key]
    if (step && open) point((now + step + found.length) % found.length)
    else if (e.key === 'Enter' && open) go(found[now]!)
    else if (e.key === 'Escape' && text) close()
    else return
    e.preventDefault()
    e.stopPropagation()
  }
  return <div class="search">
    <input type="text" role="combobox" autocomplete="off" spellcheck={false} placeholder={t.value.search.label} aria-label={t.value.search.label}
      aria-expanded={open} aria-controls="found" aria-autocomplete="list" aria-activedescendant={open ? `found-${now}` : undefined}
      value={text} onInput={e => { type(e.currentTarget.value); point(0) }} onKeyDown={keys} onBlur={close}/>
    {/* A press must not take the focus away before it is heard. */}
    <ul id="found" role="listbox" aria-label={t.value.search.label} hidden={!open} onMouseDown={e => e.preventDefault()}>
      {found.map((a, i) => <li key={a.code} id={`found-${i}`} role="option" aria-selected={i === now} onClick={() => go(a)} onMouseEnter={() => point(i)}>
        {a.name} <small>{a.level === 'district' ? t.value.level.district : areaName('district', a.parent!)}</small>
      </li>)}
    </ul>
    <p class="nothing" role="status">{text.trim().length > 1 && !open ? t.value.search.nothing : ''}</p>
  </div>
}

const named = (level: Named['level'], a: {code: string; name: string; parent?: string}): Named => ({level, code: a.code, name: a.name, parent: a.parent})
