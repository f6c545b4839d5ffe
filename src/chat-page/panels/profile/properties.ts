import type {ProfileProperty} from '../../../platform/messenger-profile.ts'
import {profileLimits as limits} from '../../../platform/messenger-profile.ts'
import type {Fields} from '../../conversation/fields.ts'

/** One text of a row. */
export interface Column {
  readonly key: string
  readonly label: string
  /** In characters. */
  readonly most?: number
  readonly isLong?: true
  /** Only in rows of this `type`. */
  readonly ofType?: string
}

/** What a property consists of, for a form. Keys that it does not name stay as they are. */
export interface PropertyForm {
  readonly name: ProfileProperty
  readonly title: string
  /** What people get to see of it. */
  readonly hint: string
  /** In a property with an entry for each locale, the key of the rows; undefined: the entry itself is the row. */
  readonly rows?: {readonly key: string | undefined; readonly most: number; readonly name: string}
  /** The values of `type` among which each row chooses. */
  readonly types?: readonly {readonly type: string; readonly name: string}[]
  readonly columns: readonly Column[]
  /** A flag of each entry. */
  readonly flag?: {readonly key: string; readonly label: string}
}

/** The properties with texts that people see, in the order in which people meet them. */
export const propertyForms: readonly PropertyForm[] = [
  {
    name: 'greeting',
    title: 'Greeting',
    hint: 'Before the first message. {{user_first_name}} becomes the name of the person.',
    rows: {key: undefined, most: 1, name: 'a text'},
    columns: [{key: 'text', label: 'Text', most: limits.greeting, isLong: true}],
  },
  {
    name: 'get_started',
    title: 'Get Started',
    hint: 'The button before the first message. A menu needs it.',
    columns: [{key: 'payload', label: 'Payload', most: limits.payload}],
  },
  {
    name: 'ice_breakers',
    title: 'Ice breakers',
    hint: `Up to ${limits.iceBreakers} questions before the first message, instead of Get Started.`,
    rows: {key: 'call_to_actions', most: limits.iceBreakers, name: 'a question'},
    columns: [
      {key: 'question', label: 'Question', most: limits.iceBreakerQuestion},
      {key: 'payload', label: 'Payload', most: limits.payload},
    ],
  },
  {
    name: 'persistent_menu',
    title: 'Persistent menu',
    hint: 'Behind the button beside the composer. Commands hide it.',
    rows: {key: 'call_to_actions', most: limits.menuItems, name: 'an item'},
    types: [
      {type: 'postback', name: 'sends a payload'},
      {type: 'web_url', name: 'opens a page'},
    ],
    columns: [
      {key: 'title', label: 'Title', most: limits.menuTitle},
      {key: 'payload', label: 'Payload', most: limits.payload, ofType: 'postback'},
      {key: 'url', label: 'URL', ofType: 'web_url'},
    ],
    flag: {key: 'composer_input_disabled', label: 'People cannot write, only use the menu'},
  },
  {
    name: 'commands',
    title: 'Commands',
    hint: 'Listed when a person types a slash.',
    rows: {key: 'commands', most: limits.commands, name: 'a command'},
    columns: [
      {key: 'name', label: 'Name', most: limits.commandName},
      {key: 'description', label: 'Description', most: limits.commandDescription},
    ],
  },
]

export const DEFAULT_LOCALE = 'default'

/** The entries by locale of a property; ice breakers for everybody may be written without a locale. */
export function entriesOf({rows}: PropertyForm, value: unknown): readonly Fields[] {
  const list = Array.isArray(value) ? (value as readonly Fields[]) : []
  const key = rows?.key
  const isBare = key !== undefined && list.length > 0 && list.every(each => !(key in each))
  return isBare && list.every(each => !('locale' in each)) ? [{locale: DEFAULT_LOCALE, [key]: list}] : list
}

/** A row without texts. */
export function emptyRow({types}: PropertyForm): Fields {
  return types?.[0] === undefined ? {} : {type: types[0].type}
}

/** An entry without texts, for a locale. */
export function emptyEntry(form: PropertyForm, locale: string): Fields {
  const key = form.rows?.key
  return {locale, ...(key === undefined ? {} : {[key]: [emptyRow(form)]})}
}
