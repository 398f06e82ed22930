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
export const About = late<{close: () => void}>(() => import('./about').then(m => m.About))
export const Changes = late(() => import('./changes').then(m => m.Changes), 'ranking')

// late says in the place of something that it is on its way, or that it did not come and how to try again.
function late<Props extends object = object>(load: () => Promise<FunctionComponent<Props>>, place = ''): FunctionComponent<Props> {
  const here = place ? {id: place, tabIndex: -1} : {} // a link leads there
  return props => {
    const [Here, set] = useState<FunctionComponent<Props>>()
    const [failed, fail] = useState(false)
    useEffect(() => effect(() => {
      attempt.value
      void load().then(part => set(() => part)).catch(() => fail(true))
    }), [])
    return Here ? <Here {...props}/>
      : failed ? <div class={`notice ${place}`} {...here} role="alert"><h1>{t.value.unreachable}</h1><button onClick={retry}>{t.value.retry}</button></div>
      : <p class={`notice ${place}`} {...here} role="status">{t.value.waiting}</p>
  }
}
