// The page: what is asked and answered, the table, the map.

import {release} from '../data'
import {state, t, turnTo} from '../state'
import type {Tab} from '../address'
import {Answer} from './answer'
import {Chooser} from './chooser'
import {Header} from './header'
import {Legend} from './legend'
import {MapPanel} from './map'
import {Dropped, Newer, Standing, Withdrawn} from './notice'
import {Colophon} from './paper'
import {Ranking} from './ranking'
import {WhatIf} from './late'

export function Page() {
  return <>
    {release.value && !state.value.whatIf && <>
      <a class="skip" href="#ranking" onClick={() => turnTo('table')}>{t.value.skipToTable}</a>
      <a class="skip" href="#map" onClick={() => turnTo('map')}>{t.value.skipToMap}</a>
    </>}
    <Header/>
    <Newer/>
    <Withdrawn/>
    <Dropped/>
    {release.value ? <Body/> : null}
    {release.value && state.value.whatIf ? <WhatIf/> : null}
    <Standing/>
  </>
}

// The table stands before the map, for those who read the page in its order.
const Body = () =>
  <main class={`body shows-${state.value.tab}`} hidden={!!state.value.whatIf}>
    <section class="story">
      <Chooser/>
      <Answer/>
      <Legend/>
      <Colophon/>
    </section>
    <Ranking/>
    <MapPanel/>
    <nav class="tabs" aria-label={t.value.tabs.map}>
      {(['map', 'table'] as Tab[]).map(tab =>
        <button key={tab} aria-pressed={state.value.tab === tab} onClick={() => turnTo(tab)}>{t.value.tabs[tab]}</button>)}
    </nav>
  </main>
