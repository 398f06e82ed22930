// The head of the page: what this is, of when, and in which language.

import {useState} from 'preact/hooks'
import {indicator, invented, release} from '../data'
import {date} from '../format'
import {language, speak, state, t} from '../state'
import {tablesOf} from '../tables'
import type {Language} from '../address'
import {About, OpenWhatIf} from './late'
import icon from '../icon.svg'

export function Header() {
  const [about, show] = useState(false)
  const r = release.value
  return <header class="head">
    <img src={icon} alt="" width="26" height="26"/>
    <strong class="wordmark">tepat</strong>
    <span class="tagline">{t.value.tagline}</span>
    {invented.value && <strong class="made-up" title={t.value.madeUpNote}>{t.value.madeUp}</strong>}
    {r && <button class="about-button" aria-haspopup="dialog" onClick={() => show(true)}>
      <span class="release">{t.value.release(r.id)}, {t.value.asOf(date(r.as_of, language.value))}</span>
      <span class="more">{t.value.about}</span>
      <span class="more short">{t.value.aboutShort}</span>
    </button>}
    {r && !state.value.whatIf && <OpenWhatIf/>}
    {r && <a class="tables" href={tablesOf(state.value, r, indicator.value)}>{t.value.tables}</a>}
    <div class="languages" role="group" aria-label={t.value.language}>
      {(['id', 'en'] as Language[]).map(l =>
        <button key={l} lang={l} aria-pressed={language.value === l} onClick={() => speak(l)}
          title={l === 'id' ? 'Bahasa Indonesia' : 'English'}>{l.toUpperCase()}</button>)}
    </div>
    {r && about && <About close={() => show(false)}/>}
  </header>
}
