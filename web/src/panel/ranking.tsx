// The table of places, linked both ways with the map.

import {useEffect, useMemo, useRef} from 'preact/hooks'
import {answer, answered, areaName, current, figures, gap, indicator, keptParts, listed, names, pairing, placed, ranked, release, sort, threshold} from '../data'
import {download, workbook} from '../api/client'
import {count, share} from '../format'
import {file, thresholds} from '../gap'
import {chosen, demand, language, list, narrow, state, t} from '../state'
import {Apart, GapTable, Reading} from './gap'
import {FigureTable} from './figures'
import {Kept} from './kept'
import {onlyEntry} from './drawn'
import {PaperCut, Pictures, SheetTitle} from './paper'
import {subject} from '../question'
import {Search} from './search'
import {Select} from './select'
import {Toggle} from './toggle'
import {Changes, OpenWhatIf} from './late'
import {printPage} from '../print'

export function Ranking() {
  const i = indicator.value
  const scroll = useRef<HTMLDivElement>(null)
  const {by, tab, within} = state.value
  useEffect(() => {
    scroll.current?.querySelector('[aria-selected=true], [aria-current=true]')?.scrollIntoView({block: 'nearest'})
  }, [chosen.value, tab, current.value, answer.value])
  if (!i) return null
  if (state.value.compare) return <Changes/>
  const l = language.value
  const [a, waits] = [answer.value, gap.value ? answered.value.is === 'waiting' : figures.value.is === 'waiting']
  return <section class={gap.value ? 'ranking of-gap' : 'ranking'} id="ranking" tabIndex={-1} aria-busy={waits}>
    <header>
      <SheetTitle/>
      <h2>{t.value.ranking[by]}</h2>
      <Search/>
      <div class="choices">
        <Toggle name="by" legend={t.value.listed} choices={['village', 'district']} words={t.value.listedBy} now={by} choose={list}/>
        <Select name="within" label={t.value.district} value={within ?? ''} change={code => narrow(code || undefined)}
          shown={within ? areaName('district', within) : t.value.allDistricts}>
          <option value="">{t.value.allDistricts}</option>
          {names.value?.district.map(d => <option key={d.code} value={d.code}>{d.name}</option>)}
        </Select>
        {gap.value && <Select name="threshold" label={t.value.gap.threshold} value={String(threshold.value)} change={x => demand(Number(x))}
          shown={t.value.gap.thresholdAt(share(threshold.value, l))}>
          {[...new Set([...thresholds, threshold.value])].sort().map(x => <option key={x} value={String(x)}>{share(x, l)}</option>)}
        </Select>}
      </div>
      {gap.value
        ? <p class="headline" aria-live="polite">{a?.headline[l] ?? t.value.waiting}</p>
        : <p class="quiet">{current.value ? listing() : t.value.waiting}</p>}
      {(pairing.value ? state.value.class && a?.places.length : state.value.only !== undefined) ? <Kept/> : null}
    </header>
    <div class="scroll" ref={scroll}>
      {gap.value && <p class="what">{t.value.gap.note}</p>}
      {a && <Apart answer={a}/>}
      {gap.value ? <GapTable answer={a}/> : <FigureTable/>}
      {a && pairing.value && state.value.class && placed.value.length === 0 && <p class="note">{t.value.pair.none}</p>}
      {!gap.value && current.value && listed.value.length === 0 && <p class="note">{t.value.noRows}</p>}
      <PaperCut/>
      {a && <Reading answer={a}/>}
    </div>
    <Files/>
  </section>
}

// listing says how many places the table lists, and how many of them have no figure, by state.
function listing(): string {
  const {by} = state.value
  const say = (n: number) => count(n, language.value)
  const of = (s: 'withheld' | 'no_data') => listed.value.filter(r => r.figure.state === s).length
  const without = (['withheld', 'no_data'] as const).filter(of).map(s => `${say(of(s))} ${t.value.states[s].toLowerCase()}`)
  return [t.value.rankingOf[by](say(listed.value.length), say(by === 'village' ? ranked.value.length : listed.value.length)), ...without].join(', ')
}

// Files is where the very view can be had as a file.
function Files() {
  const [i, r, a, l] = [indicator.value!, release.value!, answer.value, language.value]
  const {by, within} = state.value
  const {column, down} = sort.value
  const lying = by === 'village' ? within : undefined
  const order = column === 'value' ? i.id : column === 'name' ? column : undefined
  const sorted = order && (down ? '-' : '') + order
  const view = {within: lying, ...keptParts.value}
  const [two, one] = [pairing.value && state.value.class, keptParts.value.only && onlyEntry()]
  const said = two ? t.value.pair.classOf(two.poverty, two.coverage) : one ? `${i.name[l]}: ${one.label(l)}` : ''
  const made = useMemo(() => a && URL.createObjectURL(new Blob(['\ufeff', file(a, threshold.value, placed.value, code => areaName(by, code), l, said)], {type: 'text/csv;charset=utf-8'})), [a, placed.value, l, said])
  useEffect(() => () => { if (made) URL.revokeObjectURL(made) }, [made])
  return <footer>
    {gap.value
      ? a && <a href={made} download={`tepat-${r.id}-${a.programme}-${by}${lying ? `-${lying}` : ''}${pairing.value && state.value.class ? `-${pairing.value.poverty.id}-${state.value.class.poverty}-${state.value.class.coverage}` : keptParts.value.only ? `-${i.id}-${keptParts.value.only}` : ''}.csv`}>{t.value.downloadCSV}</a>
      : <a href={download(r.id, 'csv', i.id, by, {...view, sort: sorted})} download>{t.value.downloadCSV}</a>}
    <a href={gap.value
      ? workbook(r.id, gap.value, by, threshold.value, l, {
        ...view, sort: `${down ? '-' : ''}${column}`, with: pairing.value?.poverty.id, class: pairing.value && state.value.class && `${state.value.class.poverty},${state.value.class.coverage}`,
      })
      : download(r.id, 'xlsx', i.id, by, {...view, sort: sorted, lang: l})} download>{t.value.downloadXLSX}</a>
    <a href={two
      ? download(r.id, 'geojson', `${i.id},${pairing.value!.poverty.id}`, by, {...view, programme: subject(i), with: pairing.value!.poverty.id, class: `${two.poverty},${two.coverage}`})
      : download(r.id, 'geojson', i.id, by, view)} download>{t.value.downloadGeoJSON}</a>
    {gap.value && <OpenWhatIf/>}
    <Pictures/>
    <button class="open-whatif" onClick={printPage}>{t.value.paper.print}</button>
  </footer>
}
