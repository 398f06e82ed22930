// A select whose chosen name is never cut: the name wraps, and the browser's
// own select lies over it unseen.

import type {ComponentChildren} from 'preact'

interface Props {name: string; label: string; value: string; shown: string; change: (value: string) => void; children: ComponentChildren}

export const Select = ({name, label, value, shown, change, children}: Props) =>
  <label class="field">
    <span>{label}</span>
    <span class="select">
      <select name={name} value={value} onChange={e => change(e.currentTarget.value)}>{children}</select>
      <span class="chosen-name" aria-hidden="true">{shown}</span>
    </span>
  </label>
