// A choice of two or three, side by side.

interface Props<T extends string> {
  name: string
  legend: string
  choices: readonly T[]
  words: Record<T, string>
  now: T
  choose: (one: T) => void
}

export const Toggle = <T extends string>({name, legend, choices, words, now, choose}: Props<T>) =>
  <fieldset class={`toggle ${name}`}>
    <legend>{legend}</legend>
    {choices.map(each =>
      <label key={each}>
        <input type="radio" name={name} value={each} checked={each === now} onChange={() => choose(each)}/>
        <span>{words[each]}</span>
      </label>)}
  </fieldset>
