// Finding an area by what somebody types: without accents, in old spelling, with
// a letter wrong. Never a person: it knows the names of areas and nothing else. Pure.

import type {Level} from './api/client'

export interface Named {level: Level; code: string; name: string; parent?: string}

// fold returns a name as names are compared: lower case, without accents, signs
// or blanks, and in the spelling of 1972 (oe, dj, tj, nj, sj and ch before it).
// The j of old, which is y today, cannot be told from today's j: see search.
export function fold(name: string): string {
  return name.normalize('NFKD').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
    .replaceAll('oe', 'u').replaceAll('dj', 'j').replaceAll('tj', 'c').replaceAll('nj', 'ny').replaceAll('sj', 'sy').replaceAll('ch', 'kh')
}

const kinds = /^\s*(?:desa|kelurahan|kel|kecamatan|kec|village|district|subdistrict)\b\.?\s*/i

// search returns the areas that a text may mean, likeliest first, at most so many:
// those of that name, that begin with it, of which a word does, that hold it,
// and those that differ by a letter or two. Districts go before villages alike.
export function search(text: string, areas: readonly Named[], most = 8): Named[] {
  const asked = fold(text.replace(kinds, ''))
  if (!asked) return []
  const found: {area: Named; far: number}[] = []
  for (const area of areas) {
    const far = distance(asked, area)
    if (far < 9) found.push({area, far})
  }
  return found.sort((a, b) => a.far - b.far || rank(a.area) - rank(b.area) || a.area.name.localeCompare(b.area.name, 'id')).slice(0, most).map(f => f.area)
}

const rank = (a: Named) => a.level === 'district' ? 0 : 1

// distance grades how far a name is from what was asked; 9 is not meant.
function distance(asked: string, {name, code}: Named): number {
  const whole = fold(name)
  const today = asked.replaceAll('j', 'y') // what was written before 1972
  for (const q of new Set([asked, today])) {
    if (whole === q || code === q || code.replaceAll('.', '') === q) return 0
    if (whole.startsWith(q)) return 1
    if (name.split(/[\s/-]+/).some(word => fold(word).startsWith(q))) return 2
    if (q.length > 2 && whole.includes(q)) return 3
  }
  const wrong = asked.length < 4 ? 9 : edits(asked, whole.slice(0, asked.length + 1))
  return wrong <= (asked.length < 7 ? 1 : 2) ? 3 + wrong : 9
}

// edits counts the letters that are wrong, missing or too many between a and the
// best beginning of b, two that changed places as one (Damerau 1964).
function edits(a: string, b: string): number {
  let [before, last]: [number[], number[]] = [[], Array.from({length: b.length + 1}, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j]!, before[j - 2]! + 1)
    }
    [before, last] = [last, row]
  }
  return Math.min(...last)
}
