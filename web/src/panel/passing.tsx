// What goes away while it may have the focus.

import type {ComponentChildren} from 'preact'
import {useLayoutEffect, useRef} from 'preact/hooks'

interface Props {as?: 'div' | 'p' | 'aside'; class: string; role?: 'status'; 'aria-live'?: 'polite'; to: string[]; children: ComponentChildren}

// Passing gives its focus, when it goes, to the first of these places that takes it; the browser would leave it nowhere.
export function Passing({as: Tag = 'div', to, ...rest}: Props) {
  const ref = useRef<HTMLElement>(null)
  const last = useRef(to)
  last.current = to
  useLayoutEffect(() => {
    const here = ref.current!
    return () => {
      if (here.contains(document.activeElement)) last.current.some(place => {
        const next = document.querySelector<HTMLElement>(place)
        next?.focus()
        return next && next === document.activeElement
      })
    }
  }, [])
  return <Tag ref={ref as never} {...rest}/>
}
