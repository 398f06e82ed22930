// A link as a QR code: one path of squares. Loaded when it is wanted.

import {encode} from 'uqr'

export function squares(text: string): {d: string; size: number} {
  const {data, size} = encode(text, {ecc: 'M', border: 0})
  const d = data.map((row, y) => row.map((dark, x) => dark ? `M${x} ${y}h1v1h-1z` : '').join('')).join('')
  return {d, size}
}
