// What the legend, the picture and the table say of one measure as the map draws it.

import {drawsCircles} from '../compared'
import {cellClasses, indicator, question, villageClasses} from '../data'
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

// entriesOf returns its classes and states.
export const entriesOf = (d: Drawing) => (shown.value === 'cells' ? cells : villages).legend(d)

// onlyEntry is the class or state that alone is kept.
export const onlyEntry = () => state.value.only === undefined || !indicator.value ? undefined : entriesOf(drawingOf()).find(e => e.key === state.value.only)
