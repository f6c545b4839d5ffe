import type {JSX} from 'preact'
import {asText, type Fields} from '../../conversation/fields.ts'
import {Icon} from '../../conversation/icons.tsx'
import type {Column, PropertyForm} from './properties.ts'

interface RowProps {
  readonly form: PropertyForm
  /** As the platform names it in a refusal: `commands[0][commands][2]`. */
  readonly path: string
  readonly row: Fields
  /** The refusal, which marks the text that it names. */
  readonly problem: string | undefined
  readonly onChange: (row: Fields) => void
  readonly onRemove?: (() => void) | undefined
}

/** The texts of a row. Keys without a column stay as they are. */
export function Row({form: {columns, types}, path, row, problem, onChange, onRemove}: RowProps): JSX.Element {
  const type = asText(row['type'])
  return (
    <div class="profile-row">
      <div class="profile-texts">
        {types !== undefined && (
          <label class="field">
            <span>What it does</span>
            <select
              value={type}
              onChange={({currentTarget}) => onChange(withType(row, columns, currentTarget.value))}
            >
              {types.map(each => (
                <option key={each.type} value={each.type}>
                  {each.name}
                </option>
              ))}
            </select>
          </label>
        )}
        {columns
          .filter(({ofType}) => ofType === undefined || ofType === type)
          .map(column => (
            <Text
              key={column.key}
              column={column}
              value={asText(row[column.key]) ?? ''}
              isWrong={problem?.includes(`${path}[${column.key}]`) === true}
              onChange={text => onChange({...row, [column.key]: text})}
            />
          ))}
      </div>
      {onRemove !== undefined && (
        <button type="button" class="tool large" aria-label="Remove this row" onClick={onRemove}>
          <Icon name="close" size={16} />
        </button>
      )}
    </div>
  )
}

interface TextProps {
  readonly column: Column
  readonly value: string
  readonly isWrong: boolean
  readonly onChange: (text: string) => void
}

function Text({column: {label, most, isLong}, value, isWrong, onChange}: TextProps): JSX.Element {
  const length = [...value].length
  const attributes = {
    value,
    'aria-invalid': isWrong,
    onInput: ({currentTarget}: {currentTarget: {value: string}}) => onChange(currentTarget.value),
  }
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is one of two
    <label class="field">
      <span>
        {label}
        {most !== undefined && length > most * 0.8 && (
          <span class={length > most ? 'profile-count over' : 'profile-count'}>
            {' '}
            {length} of {most}
          </span>
        )}
      </span>
      {isLong === true ? <textarea rows={3} {...attributes} /> : <input {...attributes} />}
    </label>
  )
}

/** Another type does not have the texts of the one before. */
function withType(row: Fields, columns: readonly Column[], type: string): Fields {
  const others = columns.filter(({ofType = type}) => ofType !== type).map(({key}) => key)
  return {...Object.fromEntries(Object.entries(row).filter(([key]) => !others.includes(key))), type}
}
