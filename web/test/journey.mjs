// Walks the page in Chromium, as many walks at a time as there are processors, and says what each found once
// it is over. STEP, a regular expression, takes only the steps of that name.

import {spawn} from 'node:child_process'
import {availableParallelism} from 'node:os'
import {fileURLToPath} from 'node:url'

// The longest first. The basemap is there for all, so that walk goes alone.
const walks = ['states', 'reading', 'trouble', 'views', 'compared', 'paper', 'whatif']
const alone = 'basemap'

function walk(name) {
  const path = fileURLToPath(new URL(`journey/${name}.mjs`, import.meta.url))
  return new Promise(over => {
    const run = spawn(process.execPath, [path], {stdio: ['ignore', 'pipe', 'pipe']})
    let said = ''
    for (const stream of [run.stdout, run.stderr]) stream.on('data', text => { said += text })
    run.on('close', code => {
      console.log(`${name}\n${said}`)
      over(code === 0)
    })
  })
}

const waiting = [...walks]
const went = []
const next = async () => { while (waiting.length) went.push(await walk(waiting.shift())) }
await Promise.all(Array.from({length: Math.max(1, availableParallelism())}, next))
went.push(await walk(alone))
process.exit(went.every(Boolean) ? 0 : 1)
