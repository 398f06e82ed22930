// What the legend, the picture and the table say of one measure as the map draws it.

import {computed} from '@preact/signals'
import {drawsCircles} from '../compared'
import {cellClasses, cellParted, indicator, question, villageClasses, villageParted} from '../data'
import {shown} from '../print'
import {zeroOf} from '../scale'
import {state} from '../state'
import * as cells from '../map/layer/cells'
import type {Drawing} from '../map/layer/figure'
import * as villages from '../map/layer/villages'

// drawingOf returns how it is drawn.
export function drawingOf(): Drawing {
  const [i, byCell] = [indicator.value!, shown.value === 'cells']
  return {indicator: i.id, unit: i.unit, zero: zeroOf(question.value!), circles: drawsCircles.value, classes: byCell ? cellClasses.value : villageClasses.value}
}

// shownParted are the classes of what is shown, and how much lies in each.
export const shownParted = computed(() => shown.value === 'cells' ? cellParted.value : villageParted.value)

// entriesOf returns its classes and states. Where nowhere is a figure to part, there is no class; nor are there any before they have come.
export function entriesOf(d: Drawing) {
  const none = !shownParted.value || shownParted.value.why === 'no_figures' && !shownParted.value.classes.some(c => c.areas) && !state.value.compare
  return (shown.value === 'cells' ? cells : villages).legend(d).filter(e => !none || typeof e.key !== 'number')
}

// onlyEntry is the class or state that alone is kept.
export const onlyEntry = () => state.value.only === undefined || !indicator.value ? undefined : entriesOf(drawingOf()).find(e => e.key === state.value.only)
