// Numbers, shares and dates in the reader's language. Only here a share becomes per cent. Pure.

import type {Language} from './address'
import type {Class} from './scale'

const locale = {id: 'id-ID', en: 'en-GB'} as const
type Unit = 'families' | 'share'

const number = {id: new Intl.NumberFormat(locale.id), en: new Intl.NumberFormat(locale.en)}
const percent = (language: Language, digits: number, least = 0) =>
  new Intl.NumberFormat(locale[language], {style: 'percent', maximumFractionDigits: digits, minimumFractionDigits: least})
const tenths = {id: percent('id', 1, 1), en: percent('en', 1, 1)}
const tenth = {id: new Intl.NumberFormat(locale.id, {minimumFractionDigits: 1}), en: new Intl.NumberFormat(locale.en, {minimumFractionDigits: 1})}
const percents = {id: percent('id', 1), en: percent('en', 1)}
const rounds = {id: percent('id', 0), en: percent('en', 0)}

export const count = (n: number, language: Language): string => number[language].format(n)

// share is for running text and bounds: no more digits than it needs.
export const share = (x: number, language: Language): string => percents[language].format(x)

// roundShare is for running text: whole per cent, but never 0 % or 100 % of what is neither.
export function roundShare(x: number, language: Language): string {
  const whole = Math.round(x * 100)
  return (whole === 0 && x > 0) || (whole === 100 && x < 1) ? share(x, language) : rounds[language].format(x)
}

// chance is a probability: whole per cent, and never certain.
export const chance = (p: number, language: Language): string =>
  p < 0.01 ? `< ${rounds[language].format(0.01)}` : p > 0.99 ? `> ${rounds[language].format(0.99)}` : rounds[language].format(p)

// value is a figure as it stands among others: shares to a tenth of a per cent, one below the other.
export const value = (x: number, unit: Unit, language: Language): string =>
  unit === 'share' ? tenths[language].format(x) : count(x, language)

// beyond is the sign before a number that may stand for all beyond it.
export const beyond = (bound: 'at_most' | 'at_least' | 'about' | undefined): string =>
  bound ? {at_most: '≤ ', at_least: '≥ ', about: '≈ '}[bound] : ''

// bounded writes a value that may stand for all beyond it: ≤ 5%. A share comes in
// four decimals; rounded from its parts, it is rounded once: 64 of 99 are 64.6%, not 64.7%.
export function bounded(f: {value: number; numerator?: number; denominator?: number; bound?: 'at_most' | 'at_least' | 'about'}, unit: Unit, language: Language): string {
  const whole = unit === 'share' && f.denominator ? f.numerator! / f.denominator : f.value
  return beyond(f.bound) + value(Math.abs(whole - f.value) < 1e-4 ? whole : f.value, unit, language)
}

export const date = (iso: string, language: Language): string =>
  new Intl.DateTimeFormat(locale[language], {dateStyle: 'long', timeZone: 'UTC'}).format(new Date(iso))

// moment is a date with its time in Western, Central and Eastern Indonesia's middle: WITA.
export const moment = (iso: string, language: Language): string =>
  new Intl.DateTimeFormat(locale[language], {dateStyle: 'long', timeStyle: 'short', timeZone: 'Asia/Makassar'}).format(new Date(iso)) + ' WITA'

// interval names a class. Shares are read half-open (20 – <40%); families are
// whole, so the class below 5 ends at 4.
export function interval(c: Class, unit: Unit, language: Language): string {
  const say = (x: number) => unit === 'share' ? share(x, language) : count(x, language)
  if (unit === 'share') {
    if (c.from === undefined) return c.below === undefined ? `> ${say(0)}` : `< ${say(c.below)}`
    return c.below === undefined ? `≥ ${say(c.from)}` : `${bare(say(c.from), say(c.below))} – <${say(c.below)}`
  }
  const from = Math.ceil(c.from ?? 1)
  if (c.below === undefined) return `≥ ${say(from)}`
  const last = Math.ceil(c.below) - 1
  return last <= from ? say(from) : `${say(from)} – ${say(last)}`
}

// third names a class of shares with only its bounds: < 55%, 55 – <65%, ≥ 65%; one that holds all is not bounded.
export const third = (t: {from?: number; below?: number}, language: Language): string =>
  t.from === undefined && t.below === undefined ? '' : interval({...t, colour: ''}, 'share', language)

// between names an interval of shares: 30–47%.
export function between(low: number, high: number, language: Language): string {
  const [a, b] = [roundShare(low, language), roundShare(high, language)]
  return a === b ? a : `${bare(a, b)}–${b}`
}

// span names an interval of shares to a tenth of a per cent: 36.3–36.6%.
export function span(low: number, high: number, language: Language): string {
  const [a, b] = [share(low, language), share(high, language)]
  return a === b ? a : `${bare(a, b)}–${b}`
}

// money is an amount of rupiah.
export const money = (rupiah: number, language: Language): string => `Rp\u00a0${count(rupiah, language)}`

// points is a difference of shares in percentage points, with its sign: +12.5, −3.0, 0.
export function points(x: number, language: Language): string {
  const rounded = Math.round(x * 1000) / 10
  return rounded === 0 ? '0' : `${rounded > 0 ? '+' : '−'}${tenth[language].format(Math.abs(rounded))}`
}

// bare drops the per cent sign of a number that is followed by another with one.
const bare = (first: string, second: string) => second.endsWith('%') ? first.replace(/\s?%$/, '') : first
