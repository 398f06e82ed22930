// What the server says about the choice: the release and its areas, kept in
// signals that panels and map read.

import {computed, effect, signal, untracked, type Signal} from '@preact/signals'
import {allocate, areas, classes as fetchClasses, profile as profileOf, published, release as fetchRelease, Trouble, underCovered, type Allocation, type Area, type Classes, type Indicator, type Level, type Profile, type Release, type UnderCovered} from './api/client'
import {writeParting} from './address'
import {keyIn, naturalSort, rows, sorted} from './figure'
import {gapOf, most, ordered, usual} from './gap'
import {pressing} from './change'
import {isClass, pairedArea, pairUp} from './pair'
import {beside, madeUp, opening, questionOf, subject} from './question'
import {first, keyOf} from './scenario'
import {classes, looks, type Class} from './scale'
import {byVillage, chosen, drop, reopen, resolution, settle, state} from './state'

export type Remote<T> = {is: 'waiting'; old?: T; after?: Trouble} | {is: 'here'; value: T} | {is: 'failed'; why: Trouble; old?: T}

export const waiting = <T>(): Remote<T> => ({is: 'waiting'})
// value returns what is here, or what was here before the one that is waited for or did not come.
export const value = <T>(r: Remote<T>): T | undefined => r.is === 'here' ? r.value : r.old

// Figures are the areas of one indicator, and of the one beside it, by level.
export type Figures = {release: number; indicator: string; also?: string} & Record<Level, Area[]>

export const released = signal<Remote<Release>>(waiting())
export const figures = signal<Remote<Figures>>(waiting())
// An Answer is kept with its question.
export const answered = signal<Remote<{to: string; answer: UnderCovered}>>(waiting())
export const newest = signal<number | undefined>(undefined)
// What the release counts, and was withdrawn since.
export const withdrawn = signal<NonNullable<Release['withdrawn_since']>>([])
// Where the operator's basemap is, if there is one.
export const basemap = signal<string | undefined>(undefined)
export const attempt = signal(0)
export const retry = () => { attempt.value++ }

export const release = computed(() => value(released.value))
const wanted = computed(() => release.value?.indicators.find(i => i.id === state.value.indicator))

// stays is what is looked at while the server cannot be reached for what is wanted, and while it is asked again: what was there last.
const stays = computed(() => {
  const f = figures.value
  const why = f.is === 'failed' ? f.why : f.is === 'waiting' ? f.after : undefined
  return why?.kind === 'unreachable' && f.is !== 'here' && f.old?.release === release.value?.id ? f.old : undefined
})
export const indicator = computed(() => stays.value ? release.value?.indicators.find(i => i.id === stays.value!.indicator) : wanted.value)
export const question = computed(() => indicator.value && questionOf(indicator.value))
export const programme = computed(() => release.value?.programmes.find(p => p.id === indicator.value?.programme))

// The measure of a programme that was looked at last: the way back from poverty leads to it.
export const last = signal<Indicator | undefined>(undefined)

// The measure of poverty beside a coverage, if the reader wants both at once.
export const poverty = computed(() => stays.value ? release.value!.indicators.find(i => i.id === stays.value!.also) : besideOf(wanted.value))
function besideOf(i: Indicator | undefined): Indicator | undefined {
  const {with: id, compare} = state.value
  return id && !compare && release.value && i && questionOf(i) === 'coverage' ? beside(release.value).find(i => i.id === id) : undefined
}

// The figures on the table; while others are on their way, none of them is shown under a wrong name.
export const current = computed(() => {
  const f = value(figures.value)
  return f?.release === release.value?.id && f?.indicator === indicator.value?.id && f?.also === poverty.value?.id ? f : undefined
})
// The areas as they came last: their names stand when the line breaks off.
export const names = signal<Figures | undefined>(undefined)
// Whether the regencies on the page are made up, so that the page can say so.
export const invented = computed(() => names.value?.regency.some(madeUp) ?? false)
export const areaName = (level: Level, code: string) => names.value?.[level].find(area => area.code === code)?.name ?? code

// The classes hold for the whole release, whatever part of it is looked at. They
// are kept by kind of place, with the question that they answer.
const partings = signal<Record<string, {to: string; answer: Classes}>>({})
const asParted = computed(() => {
  const [{classes: c, basis}, r, i] = [state.value, release.value, indicator.value]
  return r && i && JSON.stringify([r.id, i.id, {...c, basis: basis === r.id ? undefined : basis}])
})
const partedTo = (kind: string) => partings.value[kind]?.to
const partedOf = (kind: () => string) => computed(() => {
  const p = partings.value[kind()]
  return p?.answer.indicator === indicator.value?.id && p?.answer.release === release.value?.id ? p?.answer : undefined
})
// parting says that other classes are wanted than those that are shown, and partless why they did not come.
export const parting = computed(() => {
  return asParted.value !== undefined && partedTo(drawnKind.value) !== asParted.value
})
export const partless = signal<Trouble | undefined>(undefined)
// Before they are here nothing is told apart.
const unparted: Class[] = [{colour: looks.no_data.ground}]
const classesOf = (parted: {value: Classes | undefined}) => computed(() => {
  const [p, q] = [parted.value, question.value]
  return p && q ? classes(p.classes.slice(1).map(c => c.from!), q, p.centre === undefined ? undefined : {centre: p.centre, asked: p.asked}) : unparted
})
export const villageParted = partedOf(() => 'village')
// Until the map says how large its hexagons are, classes are those of the largest that have figures: those of shares are alike at every size.
const cellKind = computed(() => {
  const i = indicator.value
  return resolution.value !== undefined ? `cell_${resolution.value}` : Object.keys(i?.states ?? {}).filter(kind => kind.startsWith('cell_') && i!.states[kind]!.value).sort((a, b) => Number(a.slice(5)) - Number(b.slice(5)))[0]
})
export const cellParted = partedOf(() => cellKind.value ?? '')
// What is drawn: hexagons, unless the map of villages stands in for them.
const drawnKind = computed(() => state.value.drawn === 'cells' && !byVillage.value && cellKind.value !== undefined ? cellKind.value : 'village')
const drawnParted = partedOf(() => drawnKind.value)
export const villageClasses = classesOf(villageParted)
export const cellClasses = classesOf(cellParted)
export const tableClasses = classesOf(partedOf(() => state.value.by))

// filtering says whether a class that is kept holds for what the table lists: counts of
// hexagons and of villages, or of villages and districts, have no class in common.
export const filtering = computed(() => indicator.value?.unit === 'share' || (state.value.drawn === 'villages' && state.value.by === 'village'))

// Both in classes. They come of all villages of the release, whatever the map
// shows and the table keeps, and hold for hexagons and districts too: all are shares.
export const pairing = computed(() => {
  const [i, p, f] = [indicator.value, poverty.value, current.value]
  return i && p && f && pairUp(i, p, f.village)
})

// The codes that the table lists of the class that is kept; undefined where it keeps all.
// Of one measure those are kept that lie in it as the map draws it.
const kept = computed(() => {
  const {only, by: listed} = state.value
  if (only !== undefined && !pairing.value && !state.value.compare) {
    const [i, f] = [indicator.value, current.value]
    if (!i || !f || !filtering.value) return undefined
    // Until they are parted none is kept: all of them would stand under the name of one class.
    if (typeof only === 'number' && !drawnParted.value) return new Set<string>()
    const all = drawnKind.value === 'village' ? villageClasses.value : cellClasses.value
    return new Set(f[listed].filter(a => keyIn(a.indicators[i.id], all) === only).map(a => a.code))
  }
  const [p, {by, class: c}] = [pairing.value, state.value]
  return p && c && new Set(current.value![by].filter(a => isClass(pairedArea(a, p), c)).map(a => a.code))
})

// How the address of a file names that class of one measure; nothing where the table keeps all.
export const keptParts = computed((): Record<string, string | undefined> => {
  const {only, classes, basis, compare} = state.value
  const i = indicator.value
  if (only === undefined || !i || pairing.value || compare || !filtering.value) return {}
  return {
    only: String(typeof only === 'number' ? only + 1 : only), measure: i.id, classes: classes && writeParting(classes), basis: basis === undefined ? undefined : String(basis),
    parted: drawnKind.value,
  }
})

// The share reached below which a place is under-covered.
export const threshold = computed(() => state.value.threshold ?? usual)

// Where coverage or gap is looked at, the table answers where families are missed.
export const gap = computed(() => indicator.value && release.value && gapOf(indicator.value, release.value))
const asked = computed(() => {
  const {by, within} = state.value
  return gap.value && JSON.stringify([release.value!.id, gap.value, by, threshold.value, by === 'village' ? within ?? '' : ''])
})
export const answer = computed(() => {
  const a = value(answered.value)
  return a?.to === asked.value ? a?.answer : undefined
})

// What the places in the table add up to.
export const summary = computed(() => placed.value.reduce((sum, p) => ({missed: sum.missed + p.missed, eligible: sum.eligible + p.eligible}), {missed: 0, eligible: 0}))

export const sort = computed(() => {
  const {sort} = state.value
  const {compare} = state.value
  return sort && columns().includes(sort.column) ? sort : compare ? pressing(question.value ?? 'gap') : gap.value ? most : naturalSort(question.value ?? 'gap')
})
// columns are those by which the table can be sorted.
const columns = (): readonly string[] =>
  state.value.compare ? ['name', 'before', 'after', 'change'] : gap.value ? ['name', 'missed', 'reached'] : ['name', 'value', 'base']

export const placed = computed(() => ordered(answer.value?.places.filter(p => kept.value?.has(p.code) ?? true) ?? [], sort.value, state.value.language))

// All villages, ranked; and what the table lists, in the chosen order: the districts, or the villages of the chosen one.
const rankedOf = (level: Level) => computed(() =>
  current.value && question.value ? rows(current.value[level], current.value.indicator, question.value === 'coverage') : [])
export const ranked = rankedOf('village')
const districts = rankedOf('district')
const narrowed = computed(() => ranked.value.filter(r => !state.value.within || r.area.parent === state.value.within))
export const listed = computed(() => sorted((state.value.by === 'district' ? districts.value : narrowed.value).filter(r => kept.value?.has(r.area.code) ?? true), sort.value, state.value.language))

// The chosen place: its figure, and its line in the answer where it is ranked.
export const place = computed(() => {
  const row = (state.value.by === 'district' ? districts : ranked).value.find(r => r.area.code === chosen.value)
  return row && {...row, line: answer.value?.places.find(p => p.code === row.area.code)}
})

// All that the release says of the chosen place, its neighbours and the areas that it lies in.
const profiled = signal<Remote<Profile>>(waiting())
export const profile = computed(() => {
  const p = value(profiled.value)
  return p?.release === release.value?.id && p?.area.code === chosen.value ? p : undefined
})

// What sharing a budget would do, by release and scenario.
const simulated = signal<Record<string, Remote<Allocation>>>({})
const simulations = computed(() => (state.value.whatIf ?? []).map(s => ({at: `${release.value?.id} ${keyOf(s)}`, scenario: s})))
export const outcomes = computed(() => simulations.value.map(({at}) => simulated.value[at] ?? waiting<Allocation>()))

// startOf is the scenario that the reader starts from.
export const startOf = () => release.value && first(release.value, subject(indicator.value), state.value.within)

// What is being asked, and with which attempt it failed.
const asking = new Map<string, AbortController>()
const failedWith = new Map<string, number>()

// simulate asks for what was not yet asked, and gives up what is not wanted any more; what failed is
// asked again with a new attempt, not whenever another scenario is turned.
function simulate(id: number, wanted: typeof simulations.value, attempt: number) {
  const set = (at: string, is: Remote<Allocation> | undefined) => {
    const {[at]: _, ...others} = simulated.peek()
    simulated.value = is ? {...others, [at]: is} : others
  }
  for (const [at, giveUp] of asking) {
    if (wanted.some(w => w.at === at)) continue
    giveUp.abort()
    asking.delete(at)
    set(at, undefined)
  }
  for (const {at, scenario} of wanted) {
    const have = simulated.peek()[at]
    if (scenario.budget < scenario.cost || have?.is === 'here' || have?.is === 'waiting' || (have && failedWith.get(at) === attempt)) continue
    const giveUp = new AbortController()
    asking.set(at, giveUp)
    set(at, waiting())
    allocate(id, scenario, giveUp.signal).then(value => set(at, {is: 'here', value})).catch(why => {
      if (giveUp.signal.aborted) return
      failedWith.set(at, attempt)
      set(at, {is: 'failed', why: troubleOf(why)})
    }).finally(() => { if (asking.get(at) === giveUp) asking.delete(at) })
  }
}

// start keeps the signals in step with the state.
export function start() {
  addEventListener('online', retry)
  const number = computed(() => state.value.release)
  effect(() => {
    attempt.value
    const wanted = number.value
    const have = released.peek()
    if (have.is === 'here' && have.value.id === wanted) return
    return load(released, signal => fetchRelease(wanted, signal))
  })
  // The address may be another at any time, by Back too: what it leaves open is filled in, what there is not is dropped.
  effect(() => {
    const [r, {release: asked, indicator: i}] = [released.value, state.value]
    if (r.is !== 'here' || (asked !== undefined && asked !== r.value.id)) return
    const known = r.value.indicators.some(each => each.id === i)
    const first = known ? i : opening(r.value)?.id
    if (!known) drop(['indicator'])
    if (asked !== r.value.id || first !== i) settle(r.value.id, first)
  })
  const figured = computed(() => wanted.value && release.value && `${release.value.id} ${wanted.value.id} ${besideOf(wanted.value)?.id}`)
  effect(() => {
    attempt.value
    if (!figured.value) return
    const [id, of, also] = [release.peek()!.id, wanted.peek()!.id, untracked(() => besideOf(wanted.value))?.id]
    return load(figures, async signal => {
      const [village, district, regency] = await Promise.all(
        (['village', 'district', 'regency'] as const).map(level => areas(id, level, also ? [of, also] : [of], signal)))
      return {release: id, indicator: of, also, village: village!, district: district!, regency: regency!}
    }, f => { names.value = f })
  })
  effect(() => {
    const f = figures.value
    if (f.is === 'here' && f.value.release === state.value.release && f.value.indicator === state.value.indicator) dropUnknown(f.value)
  })
  effect(() => {
    attempt.value
    const to = asked.value
    if (!to) return
    const {by, within} = state.peek()
    const [id, of] = [release.peek()!.id, gap.peek()!]
    return load(answered, async signal => ({to, answer: await underCovered(id, of, by, threshold.peek(), by === 'village' ? within : undefined, signal)}))
  })
  effect(() => {
    const [id, wanted, now] = [release.value?.id, simulations.value, attempt.value]
    if (id) untracked(() => simulate(id, wanted, now))
  })
  // What is not parted yet is asked for; a way to part that the release does not have is dropped, and said so.
  const kinds = computed(() => [...new Set(['village', state.value.by, cellKind.value ?? 'village'])].join())
  effect(() => {
    const [to, now] = [asParted.value, attempt.value]
    if (!to) return
    const [r, i, {classes: how, basis}] = [release.peek()!, indicator.peek()!, state.peek()]
    const giveUp = new AbortController()
    for (const kind of kinds.value.split(',')) {
      if (partings.peek()[kind]?.to === to) continue
      fetchClasses(r.id, i.id, kind, {...how, basis: basis === r.id ? undefined : basis}, giveUp.signal)
        .then(answer => {
          partings.value = {...partings.peek(), [kind]: {to, answer}}
          partless.value = undefined
        })
        .catch(why => {
          if (giveUp.signal.aborted) return
          const part = (['basis', 'classes'] as const).find(part => state.peek()[part] !== undefined)
          if (part && why instanceof Trouble && why.kind !== 'unreachable') drop([part]) // and the rest is asked for
          else partless.value = troubleOf(why)
        })
    }
    return () => { giveUp.abort(); partless.value = undefined; void now }
  })
  // A class that is kept is one of those that are drawn.
  effect(() => {
    const [{only}, parted] = [state.value, drawnParted.value]
    if (typeof only === 'number' && parted && partedTo(drawnKind.value) === asParted.value && only >= parted.classes.length) drop(['only'])
  })
  effect(() => { if (subject(indicator.value)) last.value = indicator.value })
  const profiling = computed(() => chosen.value && release.value && `${release.value.id} ${chosen.value}`)
  effect(() => {
    attempt.value
    if (!profiling.value) return
    const [id, of] = [release.peek()!.id, chosen.peek()!]
    return load(profiled, signal => profileOf(id, of, signal))
  })
}

// dropUnknown lets go of what the address names and the release does not have, and of what does not go
// with the rest: one measure has none beside it in a comparison, nor one that is no coverage.
function dropUnknown(f: Figures) {
  const {within, village, cell, with: id, sort, class: c, compare, only, by} = state.value
  const [r, i] = [release.value, indicator.value]
  const beyond = id && r && (!!compare || question.value !== 'coverage' || !beside(r).some(i => i.id === id))
  const inside = within && f.district.some(a => a.code === within)
  drop([
    ...(within && !inside ? ['within'] as const : []),
    ...(village && !f.village.some(a => a.code === village && (!inside || by === 'district' || a.parent === within)) ? ['village'] as const : []),
    ...(cell && !i?.states[`cell_${parseInt(cell[1]!, 16)}`] ? ['cell'] as const : []),
    ...(beyond ? ['with'] as const : []),
    ...(c && (beyond || !id) ? ['class'] as const : []),
    ...(only !== undefined && (compare || (id && !beyond)) ? ['only'] as const : []),
    ...(sort && !columns().includes(sort.column) ? ['sort'] as const : []),
  ])
}

// load fills a signal and returns how to give up.
export function load<T>(into: Signal<Remote<T>>, fetch: (signal: AbortSignal) => Promise<T>, then?: (value: T) => void) {
  const giveUp = new AbortController()
  const before = into.peek()
  into.value = {is: 'waiting', old: value(before), after: before.is === 'failed' ? before.why : before.is === 'waiting' ? before.after : undefined}
  fetch(giveUp.signal).then(value => {
    if (giveUp.signal.aborted) return
    into.value = {is: 'here', value}
    then?.(value)
  }).catch(why => {
    if (giveUp.signal.aborted) return
    into.value = {is: 'failed', why: troubleOf(why), old: value(into.peek())}
  })
  return () => giveUp.abort()
}

// troubleOf is what the reader is told: an answer that makes no sense is as good as none.
const troubleOf = (why: unknown) => why instanceof Trouble ? why : new Trouble('unreachable', '')

// lookForNewer asks whether a newer release for the same readers is out, and what was withdrawn that this one counts.
export async function lookForNewer() {
  const r = release.peek()
  if (!r) return
  if (withdrawn.peek().length) withdrawn.value = []
  const all = await published().catch(() => undefined)
  if (!all || release.peek() !== r) return
  basemap.value = all.basemap
  withdrawn.value = all.releases.find(about => about.id === r.id)?.withdrawn_since ?? []
  newest.value = all.releases.find(about => about.audience === r.audience && about.id > r.id)?.id
}

export function showNewest() {
  reopen(newest.peek())
  newest.value = undefined
}
