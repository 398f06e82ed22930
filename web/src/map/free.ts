// What of the map nothing lies over.

import type {Padding} from './camera'

// padded keeps a margin, and free what the buttons of a narrow map cover, and the card of the chosen
// place: the right of a wide map, the bottom of a narrow one. Pixels.
export function padded(container: HTMLElement, margin: number): Padding {
  const frame = container.getBoundingClientRect()
  const buttons = frame.width < 700 ? document.querySelector('.zoom')?.getBoundingClientRect() : undefined
  const all = {top: margin, right: margin, bottom: margin, left: margin}
  // Never so much that nothing is left to draw in.
  if (buttons && buttons.width > buttons.height) all.top = Math.max(margin, Math.min(buttons.bottom - frame.top + 16, frame.height / 3))
  else if (buttons) all.left = Math.max(margin, Math.min(buttons.right - frame.left + 16, frame.width / 3))
  const card = document.querySelector('.detail')?.getBoundingClientRect()
  if (!card) return all
  if (card.width > frame.width * 0.8) return {...all, bottom: margin / 2 + frame.bottom - card.top}
  return {...all, right: margin / 2 + frame.right - card.left}
}
