// The history of an area as a small line. Pure.

import type {Figure, History} from './api/client'

// A Step is one release of a history: its value, or undefined where none is
// shown, or where the border is another one and so the area too.
export interface Step {release: number; asOf: string; figure?: Figure; redrawn?: true; value?: number}

// steps returns the history of one area, oldest data first.
export function steps(h: History, code: string): Step[] {
  const figures = h.areas.find(a => a.code === code)?.figures ?? []
  return h.releases.map((r, i) => {
    const told = figures[i] ?? undefined
    if (told?.state === 'redrawn') return {release: r.release, asOf: r.as_of, redrawn: true}
    const figure = told
    return {release: r.release, asOf: r.as_of, figure, value: figure?.state === 'value' || figure?.state === 'zero' ? figure.value : undefined}
  })
}

// A Line is a history drawn into a box: strokes between releases that follow
// each other, a point for each that is shown, and where the gaps are.
export interface Line {path: string; points: {x: number; y: number; release: number}[]; gaps: number[]}

// line draws values over 0 to top. A release whose figure is not shown breaks
// the line: a stroke over it would say that something is known there.
export function line(all: readonly Step[], top: number, width: number, height: number, margin = 2.5): Line {
  const x = (i: number) => all.length === 1 ? width / 2 : margin + i * (width - 2 * margin) / (all.length - 1)
  const y = (value: number) => height - margin - (top > 0 ? Math.min(1, value / top) : 0) * (height - 2 * margin)
  const points = all.flatMap((s, i) => s.value === undefined ? [] : [{x: round(x(i)), y: round(y(s.value)), release: s.release}])
  const path = all.map((s, i) => {
    if (s.value === undefined) return ''
    return `${i > 0 && all[i - 1]!.value !== undefined ? 'L' : 'M'}${round(x(i))} ${round(y(s.value))}`
  }).join('')
  return {path, points, gaps: all.flatMap((s, i) => s.value === undefined ? [round(x(i))] : [])}
}

// topOf is what the line of an area reaches up to: all of a share, or the most families of its own history.
export const topOf = (all: readonly Step[], unit: 'families' | 'share') =>
  unit === 'share' ? 1 : Math.max(1, ...all.map(s => s.value ?? 0))

const round = (n: number) => Math.round(n * 10) / 10
