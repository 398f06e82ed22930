// The class and both shares of one place or hexagon, where two measures are looked at.

import type {Figure} from '../api/client'
import {pairing} from '../data'
import {shown} from '../figure'
import {bounded} from '../format'
import {legend} from '../map/layer/pair'
import {paired} from '../pair'
import {language, t} from '../state'
import {Swatch} from './swatch'

export function Both({coverage, poverty}: {coverage?: Figure; poverty?: Figure}) {
  const p = pairing.value
  if (!p) return null
  const [l, is] = [language.value, paired(poverty, coverage, p)]
  const say = (f: Figure | undefined) => f && shown(f) ? bounded(f, 'share', l) : t.value.states[f?.state ?? 'no_data'].toLowerCase()
  const look = typeof is === 'object' ? legend.look(is) : legend.states.find(e => e.key === is)!.look
  return <div class="both">
    <p class="reading"><Swatch look={look}/><strong>{typeof is === 'object' ? t.value.pair.classOf(is.poverty, is.coverage) : t.value.states[is]}</strong></p>
    <dl>
      <div><dt>{p.poverty.name[l]}</dt><dd>{say(poverty)}</dd></div>
      <div><dt>{t.value.questions.coverage}</dt><dd>{say(coverage)}</dd></div>
    </dl>
  </div>
}
