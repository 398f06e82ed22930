// A whole number that is typed: it stands grouped by thousands, and is taken when the reader leaves it.

import {count} from '../format'
import {language, t} from '../state'

interface Props {label: string; unit?: string; value: number; least: number; most: number; change: (n: number) => void}

// whole reads a whole number with or without thousands set apart; undefined for anything else.
export const whole = (text: string): number | undefined =>
  /^(Rp\s?)?(\d+|\d{1,3}([.,\s]\d{3})+)$/.test(text.trim()) ? Number(text.replaceAll(/\D/g, '')) : undefined

export function Amount({label, unit, value, least, most, change}: Props) {
  const take = (input: HTMLInputElement) => {
    const n = whole(input.value)
    const good = n !== undefined && n >= least && n <= most
    input.setCustomValidity(good ? '' : t.value.wholeNumber(count(least, language.value), count(most, language.value)))
    if (good) change(n)
    else input.reportValidity()
    input.value = count(good ? n : value, language.value)
  }
  return <label class="amount">
    <span>{label}</span>
    <span class="box" data-unit={unit}><input inputMode="numeric" autoComplete="off" value={count(value, language.value)} onInput={e => e.currentTarget.setCustomValidity('')} onChange={e => take(e.currentTarget)}/></span>
  </label>
}
