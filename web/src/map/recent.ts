// What was looked at last, by name: what is looked at again stays. Pure.

export interface Recent<T> {get: (name: string) => T | undefined; put: (name: string, value: T) => void}

export function recent<T>(most: number): Recent<T> {
  const all = new Map<string, T>()
  const put = (name: string, value: T) => {
    all.delete(name)
    all.set(name, value)
    if (all.size > most) all.delete(all.keys().next().value!)
  }
  return {
    put,
    get(name) {
      const value = all.get(name)
      if (value !== undefined) put(name, value)
      return value
    },
  }
}
