import type {JSX} from 'preact'
import type {FaultField, FaultValue} from '../../../emulator/graph/fault-table.ts'

/** What was typed, by the name of the field. */
export type Values = Readonly<Record<string, string | undefined>>

interface ValueFieldProps {
  readonly field: FaultField
  readonly value: string
  readonly onChange: (value: string) => void
}

/** One value of a fault, in the form that its description demands. */
export function ValueField({
  field: {label, value: form, isRequired},
  value,
  onChange,
}: ValueFieldProps): JSX.Element {
  if (form === 'flag')
    return (
      <label class="check">
        <input
          type="checkbox"
          checked={value === 'true'}
          onChange={({currentTarget}) => onChange(currentTarget.checked ? 'true' : '')}
        />
        {capital(label)}
      </label>
    )
  if (typeof form !== 'string')
    return (
      <label class="field">
        <span>{capital(label)}</span>
        <select value={value} onChange={({currentTarget}) => onChange(currentTarget.value)}>
          {form.map(choice => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      </label>
    )
  if (form === 'text')
    return (
      <label class="field">
        <span>{capital(label)}</span>
        <input value={value} onInput={({currentTarget}) => onChange(currentTarget.value)} />
      </label>
    )
  return (
    <label class="field">
      <span>
        {capital(label)}
        {units[form] !== undefined && `, in ${units[form]}`}
      </span>
      <input
        type="number"
        min={form === 'status' ? 200 : 0}
        max={form === 'share' ? 100 : form === 'status' ? 599 : undefined}
        step={form === 'share' || form === 'ms' ? 'any' : 1}
        required={isRequired === true}
        value={value}
        onInput={({currentTarget}) => onChange(currentTarget.value)}
      />
    </label>
  )
}

/** What people type, where it is another unit than in the JSON. */
const units: Partial<Record<Exclude<FaultValue, readonly string[]>, string>> = {
  share: 'percent',
  ms: 'seconds',
}

const factors: Partial<Record<Exclude<FaultValue, readonly string[]>, number>> = {share: 0.01, ms: 1_000}

/** The values of the fields that were filled in, as the JSON of a fault has them. */
export function valuesOf(
  typed: Values,
  fields: Readonly<Record<string, FaultField>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(typed).flatMap(([name, text = '']): readonly (readonly [string, unknown])[] => {
      const form = fields[name]?.value
      if (text === '' || form === undefined) return []
      if (form === 'flag') return [[name, text === 'true']]
      if (form === 'text' || typeof form !== 'string') return [[name, text]]
      return [[name, Number(text) * (factors[form] ?? 1)]]
    }),
  )
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
