// Sharing a budget: the way there, and what is shown there, whose code comes when it is wanted.

import {effect} from '@preact/signals'
import type {FunctionComponent} from 'preact'
import {useEffect, useState} from 'preact/hooks'
import {attempt, retry, startOf} from '../data'
import {imagine, t} from '../state'

export function OpenWhatIf() {
  const start = startOf()
  return start ? <button class="open-whatif" onClick={() => imagine([start])}>{t.value.whatIf.open}</button> : null
}

export function WhatIf() {
  const [Here, set] = useState<FunctionComponent>()
  const [failed, fail] = useState(false)
  useEffect(() => effect(() => {
    attempt.value
    void import('./whatif').then(m => set(() => m.WhatIf)).catch(() => fail(true))
  }), [])
  return Here ? <Here/>
    : failed ? <div class="notice" role="alert"><h1>{t.value.unreachable}</h1><button onClick={retry}>{t.value.retry}</button></div>
    : <p class="notice" role="status">{t.value.waiting}</p>
}
