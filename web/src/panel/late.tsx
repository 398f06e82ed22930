// What is looked at now and then, and whose code comes when it is wanted; and the way to share a budget.

import {effect} from '@preact/signals'
import type {FunctionComponent} from 'preact'
import {useEffect, useState} from 'preact/hooks'
import {attempt, retry, startOf} from '../data'
import {imagine, t} from '../state'

export function OpenWhatIf() {
  const start = startOf()
  return start ? <button class="open-whatif" onClick={() => imagine([start])}>{t.value.whatIf.open}</button> : null
}

export const WhatIf = late(() => import('./whatif').then(m => m.WhatIf))

// late says that something is on its way, or that it did not come and how to try again.
function late(load: () => Promise<FunctionComponent>): FunctionComponent {
  return () => {
    const [Here, set] = useState<FunctionComponent>()
    const [failed, fail] = useState(false)
    useEffect(() => effect(() => {
      attempt.value
      void load().then(part => set(() => part)).catch(() => fail(true))
    }), [])
    return Here ? <Here/>
      : failed ? <div class="notice" role="alert"><h1>{t.value.unreachable}</h1><button onClick={retry}>{t.value.retry}</button></div>
      : <p class="notice" role="status">{t.value.waiting}</p>
  }
}
