// What stands in place of figures that did not come, and what is new.

import {answered, figures, gap, newest, released, retry, showNewest} from '../data'
import type {Trouble} from '../api/client'
import {dropped, language, reopen, state, t} from '../state'

// Standing says why there are no figures, or no new ones.
export function Standing() {
  const [r, f] = [released.value, figures.value]
  if (r.is === 'failed') return <Notice why={r.why}/>
  if (r.is === 'waiting' && !r.old) return <p class="notice" role="status">{t.value.waiting}</p>
  const a = answered.value
  return f.is === 'failed' ? <Notice why={f.why}/> : gap.value && a.is === 'failed' ? <Notice why={a.why}/> : null
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
    <p>{why.kind === 'unreachable' ? t.value.unreachableHint : why.said(language.value)}</p>
    <button onClick={retry}>{t.value.retry}</button>
  </div>
}

// Dropped says what of a link was not used.
export const Dropped = () => dropped.value.length === 0 ? null
  : <p class="newer" role="status">{t.value.dropped(dropped.value.join(', '))} <button onClick={() => { dropped.value = [] }}>{t.value.close}</button></p>

// Newer offers a release that came out while an older one is on the page.
export const Newer = () => newest.value === undefined ? null
  : <p class="newer" role="status">{t.value.newer(newest.value)} <button onClick={showNewest}>{t.value.showNewer}</button></p>
