// Which look each row has: a byte a row, 0 for none. Another measure writes
// bytes, another emphasis none. Pure.

export interface Keys {
  bytes: Uint8Array
  lines: number // of as many bytes as a line has
  // What was written since it was last taken: lines from and before.
  take: () => {from: number; before: number} | undefined
  // fill writes the look of each row that is named; from anew, all others have none.
  fill: (each: (visit: (row: number, key: number) => void) => void, anew: boolean) => void
}

export const line = 2048

export function keys(): Keys {
  let [first, last] = [Infinity, -1] // rows that have a key
  let [from, before] = [Infinity, 0] // lines that were written
  const wrote = (low: number, high: number) => {
    if (high < low) return
    from = Math.min(from, Math.floor(low / line))
    before = Math.max(before, Math.floor(high / line) + 1)
  }
  const all: Keys = {
    bytes: new Uint8Array(line), lines: 1,
    take() {
      if (before <= from) return undefined
      const written = {from, before: Math.min(before, all.lines)}
      ;[from, before] = [Infinity, 0]
      return written
    },
    fill(each, anew) {
      if (anew) {
        all.bytes.fill(0)
        wrote(first, last)
        ;[first, last] = [Infinity, -1]
      }
      each((row, key) => {
        if (row >= all.bytes.length) grow(row)
        all.bytes[row] = key + 1
        if (row < first) first = row
        if (row > last) last = row
      })
      wrote(first, last)
    },
  }
  function grow(row: number) {
    all.lines = Math.max(2 * all.lines, Math.ceil((row + 1) / line))
    const more = new Uint8Array(all.lines * line)
    more.set(all.bytes)
    all.bytes = more
  }
  return all
}
