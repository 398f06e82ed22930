// The head of the page: what this is, of when, and in which language.

import {useState} from 'preact/hooks'
import {indicator, invented, release} from '../data'
import {date} from '../format'
import {language, speak, state, t} from '../state'
import {phone} from '../map/lazy'
import {tablesOf} from '../tables'
import type {Language} from '../address'
import {About, OpenWhatIf} from './late'
import icon from '../icon.svg'

// fold closes the ways of a narrow page when one was taken, and with Escape.
function fold(e: Event & {currentTarget: HTMLDetailsElement}) {
  const away = e instanceof KeyboardEvent ? e.key === 'Escape' : !(e.target as Element).closest('summary')
  if (!away || !phone.matches || !e.currentTarget.open) return
  e.currentTarget.open = false
  if (e instanceof KeyboardEvent) {
    e.preventDefault()
    e.currentTarget.querySelector('summary')!.focus()
  }
}

export function Header() {
  const [about, show] = useState(false)
  const r = release.value
  return <header class="head">
    <img src={icon} alt="" width="26" height="26"/>
    <strong class="wordmark">tepat</strong>
    <span class="tagline">{t.value.tagline}</span>
    {invented.value && <strong class="made-up" title={t.value.madeUpNote}>{t.value.madeUp}</strong>}
    {r && <details class="ways" open={!phone.matches} onClick={fold} onKeyDown={fold}>
      <summary>{t.value.menu}</summary>
      <div>
        <button class="about-button" aria-haspopup="dialog" onClick={() => show(true)}>
          <span class="release">{t.value.release(r.id)}, {t.value.asOf(date(r.as_of, language.value))}</span>
          <span class="more">{t.value.about}</span>
        </button>
        {!state.value.whatIf && <OpenWhatIf/>}
        <a class="tables" href={tablesOf(state.value, r, indicator.value)}>{t.value.tables}</a>
      </div>
    </details>}
    <div class="languages" role="group" aria-label={t.value.language}>
      {(['id', 'en'] as Language[]).map(l =>
        <button key={l} lang={l} aria-pressed={language.value === l} onClick={() => speak(l)}
          title={l === 'id' ? 'Bahasa Indonesia' : 'English'}>{l.toUpperCase()}</button>)}
    </div>
    {r && about && <About close={() => show(false)}/>}
  </header>
}
