// Where the figures come from, of when they are, and how far they reach.

import type {ComponentChildren} from 'preact'
import {useEffect, useRef} from 'preact/hooks'
import {indicator, invented, release} from '../data'
import {count, date, moment, roundShare, share} from '../format'
import {size} from '../map/hexagon'
import {language, t} from '../state'
import {sourceTitle} from './named'

export function About({close}: {close: () => void}) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current!.showModal(), [])
  const [r, m, l] = [release.value!, t.value.meta, language.value]
  const say = (n: number) => count(n, l)
  const all = (n: number | null) => n === null ? t.value.states.withheld : say(n)
  const part = (n: number | null) => n === null ? t.value.states.withheld : say(n) + (r.families ? ` (${share(n / r.families, l)})` : '')
  const unlocated = r.families === null || r.located === null ? null : r.families - r.located
  const unmatched = Object.entries(r.unmatched).filter(([, n]) => n > 0)
  return <dialog class="about" ref={dialog} aria-labelledby="about-title" onClose={close}
    onClick={e => { if (e.target === dialog.current) dialog.current?.close() }}>
    <div class="sheet">
      <button class="close" aria-label={t.value.close} onClick={() => dialog.current?.close()}>×</button>
      <h2 id="about-title">{m.title}</h2>
      {invented.value && <p class="invented"><strong class="made-up">{t.value.madeUp}</strong> {t.value.madeUpNote}</p>}
      <dl class="facts">
        <Fact name={m.release}>{r.id}, {t.value.asOf(date(r.as_of, l))}</Fact>
        <Fact name={m.published}>{moment(r.published_at, l)}</Fact>
        <Fact name={m.audience}>{m.audiences[r.audience]}</Fact>
        <Fact name={m.thresholdTitle}>{m.threshold(r.k)}</Fact>
        <Fact name={m.families}>{all(r.families)}</Fact>
        <Fact name={m.located}>{part(r.located)}</Fact>
        <Fact name={m.notLocated}>{part(unlocated)}</Fact>
        <Fact name={m.areas}>{(['village', 'district', 'regency'] as const).filter(level => r.levels[level])
          .map(level => `${t.value.level[level]} ${say(r.levels[level]!)}`).join(', ')}</Fact>
        <Fact name={m.codes}>{r.code_system === 'bps' ? 'BPS' : 'Kemendagri'} {r.vintage}</Fact>
      </dl>
      <p class="note">{m.locatedNote}</p>

      {r.shown.length > 0 && <section>
        <h3>{m.shown}</h3>
        <table class="shown">
          <tbody>{[...r.shown].sort((a, b) => a.resolution - b.resolution).map(s =>
            <tr key={s.resolution}>
              <th scope="row">{m.resolution(s.resolution, size(s.resolution, l))}</th>
              <td class="bar"><svg width="100%" height="8" aria-hidden="true"><rect width="100%" height="8" class="rail"/><rect width={`${100 * s.families}%`} height="8" class="fill"/></svg></td>
              <td>{roundShare(s.families, l)}</td>
            </tr>)}</tbody>
        </table>
        <p class="note">{m.shownNote}</p>
      </section>}

      <section>
        <h3>{m.guarded}</h3>
        <p>{m.guardedNote(r.k)}</p>
        {r.plan?.noise_max ? <p>{m.noise(say(r.plan.noise_max))}</p> : null}
        {r.plan?.kept ? <p>{m.keptNote(say(r.plan.kept), say(r.plan.kept_within ?? 0))}</p> : null}
      </section>

      <section>
        <h3>{m.definition}</h3>
        <p><b>{indicator.value?.name[l]}</b>{indicator.value?.source[l] ? `. ${indicator.value.source[l]}` : ''}</p>
        <p class="formula"><code>{indicator.value?.numerator}</code><code>{indicator.value?.denominator || 'true'}</code></p>
        <p class="note">{m.definitionNote}</p>
      </section>

      {r.sources.length > 0 && <section>
        <h3>{m.sources}</h3>
        <table class="sources">
          <tbody>{r.sources.map((s, i) =>
            <tr key={i}>
              <th scope="row">{m.sourceKinds[s.kind] ?? s.kind}: {sourceTitle(s.kind, s.name)}</th>
              <td>{s.as_of ? date(s.as_of, l) : ''}</td>
              <td class="number">{say(s.rows)} {m.rows.toLowerCase()}</td>
            </tr>)}</tbody>
        </table>
      </section>}

      {unmatched.length > 0 && <section>
        <h3>{m.unmatched}</h3>
        <p>{unmatched.map(([id, n]) => `${sourceTitle('recipients', id)} ${say(n)}`).join(', ')}</p>
        <p class="note">{m.unmatchedNote}</p>
      </section>}
    </div>
  </dialog>
}

const Fact = ({name, children}: {name: string; children: ComponentChildren}) => <div><dt>{name}</dt><dd>{children}</dd></div>
