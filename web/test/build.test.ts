import {expect, test} from 'vitest'
import {build, type Rolldown} from 'vite'

// built returns every file of the page by its name.
async function built(): Promise<Record<string, string>> {
  const made = await build({logLevel: 'silent', build: {write: false}}) as Rolldown.RolldownOutput
  return Object.fromEntries(made.output.map(o => [o.fileName, o.type === 'chunk' ? o.code : typeof o.source === 'string' ? o.source : Buffer.from(o.source).toString('base64')]))
}

test('the page is built to the same bytes each time', async () => {
  const [once, again] = [await built(), await built()]
  expect(Object.keys(once).length).toBeGreaterThan(10)
  expect(Object.keys(again).sort()).toEqual(Object.keys(once).sort())
  for (const [name, text] of Object.entries(once)) expect(again[name] === text, name).toBe(true)
}, 60_000)
