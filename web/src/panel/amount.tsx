// A whole number that is typed: it stands grouped by thousands, and is taken when the reader leaves it.

import {count} from '../format'
import {language} from '../state'

interface Props {label: string; unit?: string; value: number; least: number; change: (n: number) => void}

const greatest = 100_000_000_000_000

export function Amount({label, unit, value, least, change}: Props) {
  const take = (input: HTMLInputElement) => {
    const n = Number(input.value.replaceAll(/\D/g, ''))
    if (n >= least && n <= greatest && input.value.trim()) change(n)
    input.value = count(n >= least && n <= greatest && input.value.trim() ? n : value, language.value)
  }
  return <label class="amount">
    <span>{label}</span>
    <span class="box" data-unit={unit}><input inputMode="numeric" autoComplete="off" value={count(value, language.value)} onChange={e => take(e.currentTarget)}/></span>
  </label>
}
