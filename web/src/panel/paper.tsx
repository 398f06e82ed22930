// What stands on paper only: the map as a picture with scale and north, and where the figures come from.

import {render} from 'preact'
import {useEffect, useRef, useState} from 'preact/hooks'
import {effect} from '@preact/signals'
import {write} from '../address'
import {staticMap} from '../api/client'
import {areaName, gap, indicator, invented, listed, names, pairing, placed, poverty, programme, release} from '../data'
import {count, date, moment} from '../format'
import {bar, breadth, distance, outline, span} from '../map/ground'
import type {Bounds} from '../map/place'
import {attribution, districts, extent, prepare, printed, standIn, undrawn, type Sheet} from '../print'
import {entries} from './entries'
import {Traced} from './drawing'
import {drawnAs, halves, sheets} from './halves'
import {circleSizes, SizesOn} from './sizes'
import {placeName, sourceName} from './named'
import {nameOf} from '../question'
import {ground, language, mapless, state, t} from '../state'

// PaperMap is drawn into when the page is printed, at once: a browser that prints does not wait.
export function PaperMap() {
  const frame = useRef<HTMLDivElement>(null)
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => effect(() => {
    const all = sheets.value
    if (!host.current) return
    if (all[0]) frame.current!.style.setProperty('--ratio', String(all.length * all[0].width / all[0].height))
    const map = (s: Sheet) => s.drawing ? <Traced drawing={s.drawing}/> : <img alt="" decoding="sync" src={s.picture}/>
    render(all.length === 1 && !all[0]!.title ? <>{map(all[0]!)}<SizesOn {...all[0]!}/></>
      : all.map(s => <div key={s.title} class="half">{map(s)}<p>{s.title}</p>{s === all.at(-1) && <SizesOn {...s}/>}</div>), host.current)
  }), [])
  return <div class="paper on-paper" ref={frame}>
    <div class="paper-map" ref={host}/>
    {ground.value !== undefined && <ScaleBar across={sheets.value[0]?.across ?? ground.value} maps={sheets.value.length || 1}/>}
    <North/>
  </div>
}

// StandIn is the server's map of villages, where there is no other, or a sentence where it would show something else.
export function StandIn() {
  const [r, i] = [release.value, indicator.value]
  if (!standIn.value || !r || !i) return null
  if (undrawn.value) return <p class={mapless.value ? 'undrawn' : 'undrawn on-paper'}>{t.value.paper.undrawn[undrawn.value]}</p>
  const [w, s, e, n] = r.bounds as Bounds
  return <div class={mapless.value ? 'stand-in' : 'stand-in on-paper'} style={{'--ratio': String((e - w) / (n - s))}}>
    <img class="static-map" alt={t.value.paper.staticMap} decoding="sync" src={staticMap(r.id, i, pairing.value?.poverty.id, state.value)}/>
    <ScaleBar across={breadth([w, s, e, n])}/>
    <North/>
    {halves.value?.map(h => <p key={h.side} class="half-name">{h.name}</p>)}
  </div>
}

const North = () => <svg class="north" viewBox="0 0 20 34" width="20" height="34" aria-hidden="true"><path d="M10 12 16 33 10 28 4 33z" fill="currentColor"/><text x="10" y="9" text-anchor="middle" font-size="11" font-weight="700">{t.value.paper.north}</text></svg>

// whereabouts is the regency as a path 100 units wide, and what of it the map shows.
function whereabouts(): {d: string; height: number; box: [number, number, number, number]} | undefined {
  const [r, e] = [release.value, extent.value]
  if (!r || !e || !districts.value.length) return undefined
  const {d, height, unit} = outline(districts.value, r.bounds, 100)
  const clamp = (v: number, most: number) => Math.min(most - 0.5, Math.max(0.5, v))
  const [x0, x1] = [clamp((e[0] - r.bounds[0]!) * unit, 100), clamp((e[2] - r.bounds[0]!) * unit, 100)]
  const [y0, y1] = [clamp((r.bounds[3]! - e[3]) * unit, height), clamp((r.bounds[3]! - e[1]) * unit, height)]
  return {d, height, box: [x0, y0, Math.max(1, x1 - x0), Math.max(1, y1 - y0)]}
}

// Inset shows where in the regency the map lies.
function Inset() {
  const is = whereabouts()
  if (!is) return null
  const [x, y, width, height] = is.box
  return <figure class="inset">
    <svg viewBox={`0 0 100 ${Math.ceil(is.height)}`} role="img" aria-label={t.value.paper.inset}>
      <path d={is.d} fill="#efece4" fill-rule="evenodd" stroke="#5d574c" stroke-width="0.5"/>
      <rect x={x} y={y} width={width} height={height} fill="#0f5f6b" fill-opacity="0.12" stroke="#0f5f6b" stroke-width="1.2"/>
    </svg>
    <figcaption>{t.value.paper.inset}<br/>{span(extent.value!, language.value)}</figcaption>
  </figure>
}

// Code is the link to this view for a telephone's camera. Its code is fetched when the page has come to rest.
function Code({link}: {link: string}) {
  const [squares, load] = useState<(text: string) => {d: string; size: number}>()
  useEffect(() => {
    const wait = setTimeout(() => void import('../qr').then(m => load(() => m.squares)).catch(() => {}), 2500)
    const now = () => { clearTimeout(wait); void import('../qr').then(m => load(() => m.squares)).catch(() => {}) }
    addEventListener('tepat:paper', now)
    return () => { clearTimeout(wait); removeEventListener('tepat:paper', now) }
  }, [])
  if (!squares) return null
  const {d, size} = squares(link)
  return <svg class="qr" viewBox={`-2 -2 ${size + 4} ${size + 4}`} role="img" aria-label={t.value.paper.link}><path d={d} fill="#000" shape-rendering="crispEdges"/></svg>
}

function ScaleBar({across, maps = 1}: {across: number; maps?: number}) {
  const {metres, share} = bar(across)
  return <div class="scale-bar" style={{width: `${100 * share / maps}%`}} data-metres={metres}>{distance(metres, language.value)}</div>
}

// colophon says what was chosen, of which release, from which sources, and where the view is found.
function colophon(): [string, string][] {
  const r = release.value
  if (!r || !indicator.value) return []
  const [l, words, {by, within, village, class: c}] = [language.value, t.value.paper, state.value]
  const chosen = [
    names.value?.regency.map(a => a.name).join(', '), within ? areaName('district', within) : t.value.allDistricts,
    nameOf(indicator.value, programme.value, l), poverty.value?.name[l], pairing.value && c && t.value.pair.classOf(c.poverty, c.coverage), drawnAs(),
    by === 'village' && village && words.outlined(placeName('village', village)),
  ].filter(Boolean).join('; ')
  const sources = r.sources.map(sourceName)
  return [
    [words.chosen, chosen],
    [t.value.meta.release, `${r.id}, ${t.value.asOf(date(r.as_of, l))}; ${t.value.meta.thresholdTitle.toLowerCase()} ${t.value.meta.threshold(r.k)}`],
    [t.value.meta.sources, [...sources, attribution.value].filter(Boolean).join('; ')],
    [words.printed, moment(printed.value, l) + (wanting() ? `. ${words.partial}` : '')],
    [words.link, link()],
  ]
}

// wanting says that not all of the map had come when it was put on paper.
const wanting = () => !standIn.value && (!sheets.value.length || sheets.value.some(s => s.partial))

// link leads to what is shown: while the server is away that may be another release or measure than was asked for.
const link = () => {
  const [r, i] = [release.value?.id, indicator.value?.id]
  const same = i === undefined || i === state.value.indicator
  return `${location.origin}/${write({...state.value, ...(!same && {indicator: i, with: poverty.value?.id}), ...(r !== state.value.release && {release: r, basis: undefined})})}`
}

export function Colophon() {
  const all = colophon()
  return all.length ? <div class="colophon on-paper">
    <dl>{all.map(([name, text]) => <div key={name}><dt>{name}</dt><dd>{text}</dd></div>)}</dl>
    <div class="finders"><Inset/><Code link={link()}/></div>
  </div> : null
}

// Pictures saves the sheet as PNG, at the densities that papers and printers ask for.
export function Pictures() {
  if (ground.value === undefined || mapless.value) return null
  return <span class="pictures">PNG {[150, 300].map(dpi => <button key={dpi} aria-label={t.value.paper.png(dpi)} title={t.value.paper.png(dpi)} onClick={() => void save(dpi)}>{dpi} dpi</button>)}</span>
}

async function save(dpi: number) {
  prepare()
  const [{png}, {squares}] = await Promise.all([import('./png'), import('../qr')])
  const maps = sheets.value
  if (!maps.length) return
  const {metres, share} = bar(maps[0]!.across)
  const inset = whereabouts()
  const text = (selector: string) => document.querySelector<HTMLElement>(selector)?.textContent?.trim() ?? ''
  const texts = (selector: string) => [...document.querySelectorAll(selector)].map(e => e.textContent?.trim() ?? '')
  const blob = await png({
    mark: invented.value ? t.value.madeUp : undefined, kicker: text('.kicker'), title: text('.answer h1'), standfirst: text('.standfirst'), entries: entries(), notes: texts('.legend .note'), north: t.value.paper.north,
    lines: colophon().map(([name, said]) => `${name}: ${said}`), scale: {share, text: distance(metres, language.value)}, maps,
    sizes: circleSizes.value, code: squares(link()), inset: inset && {...inset, text: `${t.value.paper.inset}. ${span(extent.value!, language.value)}`},
  }, dpi)
  const a = document.createElement('a')
  a.href = URL.createObjectURL(blob)
  a.download = `tepat-${release.value!.id}-${indicator.value!.id}-${dpi}dpi.png`
  a.click()
  setTimeout(() => URL.revokeObjectURL(a.href), 10_000)
}

// SheetTitle heads the second sheet, which may come to lie by itself.
export function SheetTitle() {
  const r = release.value!
  const l = language.value
  return <p class="sheet-title on-paper"><b>{document.title.replace(/ · tepat$/, '')}</b> {names.value?.regency.map(a => a.name).join(', ')}{state.value.within && `, ${areaName('district', state.value.within)}`}. {t.value.release(r.id)}, {t.value.asOf(date(r.as_of, l))}. {drawnAs()}</p>
}

// most is how many places are printed: what fits on the second page.
export const most = 20 // as style.css has it
export function PaperCut({all = gap.value ? placed.value.length : listed.value.length}: {all?: number}) {
  return all > most ? <p class="note on-paper">{t.value.paper.cut(count(most, language.value), count(all, language.value))}</p> : null
}
