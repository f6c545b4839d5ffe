import type {JSX} from 'preact'
import {locales} from '../../../platform/locales.ts'
import {asItems, asText, type Fields} from '../../conversation/fields.ts'
import {Icon} from '../../conversation/icons.tsx'
import {DEFAULT_LOCALE, emptyEntry, emptyRow, type PropertyForm} from './properties.ts'
import {Row} from './row.tsx'

interface LocalisedProps {
  readonly form: PropertyForm
  readonly entries: readonly Fields[]
  readonly problem: string | undefined
  readonly onChange: (entries: readonly Fields[]) => void
}

/** An entry for each locale. */
export function Localised({form, entries, problem, onChange}: LocalisedProps): JSX.Element {
  const taken = entries.map(({locale}) => asText(locale) ?? '')
  const next = [DEFAULT_LOCALE, ...locales].find(locale => !taken.includes(locale)) ?? DEFAULT_LOCALE
  return (
    <>
      {entries.map((entry, index) => (
        <Entry
          key={index}
          form={form}
          path={`${form.name}[${index}]`}
          entry={entry}
          taken={taken}
          problem={problem}
          onChange={changed => onChange(entries.with(index, changed))}
          onRemove={entries.length > 1 ? () => onChange(entries.toSpliced(index, 1)) : undefined}
        />
      ))}
      <button
        type="button"
        class="text-button"
        onClick={() => onChange([...entries, emptyEntry(form, next)])}
      >
        Add a locale
      </button>
    </>
  )
}

interface EntryProps extends Omit<LocalisedProps, 'entries' | 'onChange'> {
  /** As the platform names it: `persistent_menu[0]`. */
  readonly path: string
  readonly entry: Fields
  readonly taken: readonly string[]
  readonly onChange: (entry: Fields) => void
  readonly onRemove: (() => void) | undefined
}

function Entry({form, path, entry, taken, problem, onChange, onRemove}: EntryProps): JSX.Element {
  const {rows, flag} = form
  const locale = asText(entry['locale']) ?? DEFAULT_LOCALE
  const key = rows?.key
  const items = key === undefined ? [] : asItems(entry[key])
  const change = (changed: readonly Fields[]) => key !== undefined && onChange({...entry, [key]: changed})
  return (
    <fieldset class="profile-entry">
      <legend class="unseen">{locale}</legend>
      <div class="panel-pair end">
        <label class="field">
          <span>Locale</span>
          <select
            value={locale}
            onChange={({currentTarget}) => onChange({...entry, locale: currentTarget.value})}
          >
            {[DEFAULT_LOCALE, ...locales]
              .concat(locale)
              .filter((each, index, all) => all.indexOf(each) === index)
              .filter(each => each === locale || !taken.includes(each))
              .map(each => (
                <option key={each} value={each}>
                  {each === DEFAULT_LOCALE ? 'all others (default)' : each}
                </option>
              ))}
          </select>
        </label>
        {onRemove !== undefined && (
          <button type="button" class="tool large" aria-label={`Remove ${locale}`} onClick={onRemove}>
            <Icon name="close" size={16} />
          </button>
        )}
      </div>
      {flag !== undefined && (
        <label class="check">
          <input
            type="checkbox"
            checked={entry[flag.key] === true}
            onChange={({currentTarget}) => onChange({...entry, [flag.key]: currentTarget.checked})}
          />
          {flag.label}
        </label>
      )}
      {key === undefined ? (
        <Row form={form} path={path} row={entry} problem={problem} onChange={onChange} />
      ) : (
        <>
          {items.map((row, index) => (
            <Row
              key={index}
              form={form}
              path={`${path}[${key}][${index}]`}
              row={row}
              problem={problem}
              onChange={changed => change(items.with(index, changed))}
              onRemove={items.length > 1 ? () => change(items.toSpliced(index, 1)) : undefined}
            />
          ))}
          {items.length < (rows?.most ?? 0) && (
            <button type="button" class="text-button" onClick={() => change([...items, emptyRow(form)])}>
              Add {rows?.name}
            </button>
          )}
        </>
      )}
    </fieldset>
  )
}
