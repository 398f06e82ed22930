// Wires state, panels and map.

import {computed, effect} from '@preact/signals'
import {render} from 'preact'
import {start as startCompared} from './compared'
import {indicator, lookForNewer, release, start} from './data'
import {Page} from './panel/page'
import {escape, language, remember, state, t} from './state'

const recall = remember(history, () => location.search)
addEventListener('popstate', recall)
// An open dialog takes Escape for itself.
addEventListener('keydown', e => escape(e, document.querySelector('dialog[open]') !== null))
start()
startCompared()

effect(() => { document.documentElement.lang = language.value })
effect(() => {
  const name = state.value.whatIf ? t.value.whatIf.title : indicator.value?.name[language.value]
  document.title = name ? `${name} · tepat` : 'tepat'
})
document.addEventListener('visibilitychange', () => { if (!document.hidden) void lookForNewer() })
const onPage = computed(() => release.value?.id)
effect(() => { if (onPage.value) void lookForNewer() })

render(<Page/>, document.getElementById('page')!)
