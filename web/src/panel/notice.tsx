// What stands in place of figures that did not come, and what is new.

import {signal} from '@preact/signals'
import {useEffect} from 'preact/hooks'
import type {Language} from '../address'
import {sides} from '../compared'
import {answered, figures, gap, indicator, newest, partless, released, retry, showNewest, withdrawn} from '../data'
import type {Trouble} from '../api/client'
import {dropped, language, reopen, state, t} from '../state'
import {sourceName} from './named'
import {Passing} from './passing'

// Standing says why there are no figures, or no new ones.
export function Standing() {
  const [r, f] = [released.value, figures.value]
  if (r.is === 'failed') return <Notice why={r.why}/>
  if (r.is === 'waiting' && !r.old) return <p class="notice" role="status">{t.value.waiting}</p>
  const [a, s] = [answered.value, state.value.compare ? sides.value : undefined]
  const why = f.is === 'failed' ? f.why : gap.value && a.is === 'failed' ? a.why : s?.is === 'failed' ? s.why : partless.value
  return why ? <Notice why={why}/> : null
}

function Notice({why}: {why: Trouble}) {
  const {release} = state.value
  if (why.kind === 'missing' && release !== undefined) {
    return <div class="notice" role="alert"><h1>{t.value.gone(release)}</h1><button onClick={() => reopen()}>{t.value.newest}</button></div>
  }
  if (why.kind === 'missing') {
    return <div class="notice" role="alert">
      <h1>{t.value.noRelease}</h1>
      <p>{t.value.noReleaseHint}</p>
      <p><code>tepat release --audience planner</code></p>
      <button onClick={retry}>{t.value.retry}</button>
    </div>
  }
  return <div class="notice" role="alert">
    <h1>{why.kind === 'unreachable' ? t.value.unreachable : t.value.refused}</h1>
    <p>{why.kind !== 'unreachable' ? why.said(language.value) : indicator.value && figures.value.is === 'failed' && figures.value.old ? t.value.staysHint(indicator.value.name[language.value]) : t.value.unreachableHint}</p>
    <button onClick={retry}>{t.value.retry}</button>
  </div>
}

// The words for parts of a link; until they are here, and where they do not come, the parts stand as they are in it.
const inWords = signal((part: string, _: Language) => part)

// What is read after a notice: the headline, or where a phone has no room for it what it shows.
const read = ['main:not([hidden]) h1', '#map', '#ranking']

// Dropped says what of a link was not used.
export function Dropped() {
  const any = dropped.value.length > 0
  useEffect(() => { if (any) void import('./parts').then(m => { inWords.value = m.said }).catch(() => {}) }, [any])
  return any ? <Passing as="p" class="newer" role="status" to={read}>{t.value.dropped(dropped.value.map(part => inWords.value(part, language.value)).join(', '))} <button onClick={() => { dropped.value = [] }}>{t.value.close}</button></Passing> : null
}

// Newer offers a release that came out while an older one is on the page.
export const Newer = () => newest.value === undefined ? null
  : <Passing as="p" class="newer" role="status" to={read}>{t.value.newer(newest.value)} <button onClick={showNewest}>{t.value.showNewer}</button></Passing>

// Withdrawn says that figures count what is no longer held to be true.
export const Withdrawn = () => withdrawn.value.length === 0 ? null
  : <p class="newer withdrawn" role="status">{t.value.withdrawnSince(withdrawn.value.map(sourceName).join('; '))}</p>
