import {UsageError} from '../errors.ts'
import {nearest} from '../platform/near-miss.ts'

/** The names of a column of ids. */
export interface IdColumns {
  /** Names that mean nothing else, the likeliest first: their values are accepted. */
  readonly names: readonly string[]
  /** Names that also mean other things, such as row numbers: they count only when the values are likely ids. */
  readonly weakNames: readonly string[]
  /** What errors call such a column, instead of quoting the first line, which may be a person's address. */
  readonly secretly?: string | undefined
}

/** The column of recipients. */
export const psidColumns: IdColumns = {
  names: [
    'psid',
    'facebook_psid',
    'messenger_psid',
    'fb_psid',
    'page_scoped_id',
    'page_scoped_user_id',
    'urn_facebook',
    'facebook_urn',
    'urn_messenger',
    'recipient',
    'recipient_id',
    'recipient_psid',
    'sender',
    'sender_id',
    'sender_psid',
  ],
  weakNames: [
    'messenger_user_id',
    'messenger_id',
    'facebook_user_id',
    'facebook_id',
    'fb_user_id',
    'fb_id',
    'user',
    'user_id',
    'subscriber_id',
    'contact_id',
    'customer_id',
    'identifier',
    'id',
  ],
}

/** A column with exactly this name. */
export const columnNamed = (name: string): IdColumns => ({names: [name], weakNames: []})

/** `URN:Facebook`, `Recipient.ID`, `user id`: the form in which column names are compared. */
export function columnKey(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s\-_.:]+/g, '_')
}

/** Shorter numbers are row numbers and phone numbers. */
const likelyPsid = /^\d{14,}$/

/** `6.4112E+15`, `8,1E+15`, `6411223344556680,00`: what a spreadsheet makes of an id. */
export const spreadsheetNumber = /^\d+(?:[.,]\d+)?e\+?\d+$|^\d+[.,]0*$/i

/** Whether a value may be a PSID, in a column that may not be one of PSIDs. */
export const isLikelyPsid = (value: string): boolean =>
  likelyPsid.test(value) || spreadsheetNumber.test(value)

export interface ColumnChoice {
  readonly index: number
  /** As written in the file. */
  readonly name: string
  /** Whether each of its values must be checked. */
  readonly isWeak: boolean
  /** Whether to report the choice to a person. */
  readonly isGuess: boolean
}

export interface ColumnSource {
  /** Where the rows come from: `people.csv`. */
  readonly what: string
  readonly columns: IdColumns
  /** The value of `--psid-column`. */
  readonly given?: string | undefined
}

/** How certainly a header names the ids: 2 by name, 1 perhaps, 0 not at all. */
export function idRank(header: readonly string[], {columns, given}: Omit<ColumnSource, 'what'>): 0 | 1 | 2 {
  const keys = header.map(columnKey)
  if (given !== undefined) return keys.includes(columnKey(given)) ? 2 : 0
  if (columns.names.some(name => keys.includes(name))) return 2
  return columns.weakNames.some(name => keys.includes(name)) ? 1 : 0
}

/**
 * Finds the column of ids, by its name and its first values; undefined as long as no candidate has a value.
 * @throws {UsageError} if there is none, or its values cannot be PSIDs.
 */
export function chooseColumn(
  header: readonly string[],
  values: readonly string[],
  source: ColumnSource,
): ColumnChoice | undefined {
  const {columns, given, what} = source
  const keys = header.map(columnKey)
  const at = (name: string) => only(keys.indexOf(name), keys, header, what)
  if (given !== undefined) return {...at(findGiven(header, given, what)), isWeak: false, isGuess: false}
  const present = (names: readonly string[]) => names.filter(name => keys.includes(name))
  const [strong, weak] = [present(columns.names), present(columns.weakNames)]
  const [first] = strong
  const isGuess = first !== columns.names[0] || strong.length + weak.length > 1
  if (first !== undefined) return {...at(first), isWeak: false, isGuess}
  const found = weak.map(at)
  if (found.length === 0) throw noColumn(header, source)
  const likely = found.find(({index}) => isLikelyPsid(values[index] ?? ''))
  if (likely !== undefined) return {...likely, isWeak: true, isGuess}
  const wrong = found.find(({index}) => (values[index] ?? '') !== '')
  if (wrong === undefined) return undefined
  throw new UsageError(
    `No column of ${what} is known to hold PSIDs: ${wrong.name} holds ${values[wrong.index]?.slice(0, 40)}, which cannot be one`,
    {reason: 'idColumnUnknown', data: {columns: shown(header)}},
  )
}

/** @throws {UsageError} if two columns have the name. */
function only(
  index: number,
  keys: readonly string[],
  header: readonly string[],
  what: string,
): {readonly index: number; readonly name: string} {
  const name = header[index]?.trim() ?? ''
  if (keys.indexOf(keys[index] ?? '', index + 1) === -1) return {index, name}
  throw twoColumns(name, what)
}

/** The error for an ambiguous column name. @param what what the columns belong to: `people.csv`. */
export const twoColumns = (name: string, what: string) =>
  new UsageError(`${what} has two columns named ${name}`, {
    hint: 'Rename one of them, or take it out of the file',
  })

/** The key of the column that `--psid-column` names. @throws {UsageError} if there is none. */
function findGiven(header: readonly string[], given: string, what: string): string {
  const key = columnKey(given)
  if (header.some(name => columnKey(name) === key)) return key
  throw noSuchColumn(header, given, what)
}

/** The error for a named column that a file does not have. */
export function noSuchColumn(header: readonly string[], given: string, what: string): UsageError {
  const suggestion = nearest(given, header)
  return new UsageError(
    `${what} has no column ${given}${suggestion === undefined ? '' : `; did you mean ${suggestion.trim()}?`}`,
    {hint: `Its columns are ${shown(header)}`},
  )
}

function noColumn(header: readonly string[], {what, columns}: ColumnSource): UsageError {
  const [name = ''] = columns.names
  if (columns.secretly !== undefined) {
    return new UsageError(`The first line of ${what} names no column of ${columns.secretly}`, {
      hint: `Name the column ${name}, as in: ${name},name`,
    })
  }
  const isData = header.some(cell => likelyPsid.test(cell.trim()) || /^\d+$/.test(cell.trim()))
  const hint = `Name the column ${name}, as in: ${name},name`
  return new UsageError(
    isData
      ? `The first line of ${what} does not name the columns: ${shown(header)}`
      : `No column of ${what} holds ${columns === psidColumns ? 'the recipients' : name}: ${shown(header)}`,
    columns === psidColumns ? {reason: 'noIdColumn', data: {column: name}} : {hint},
  )
}

const shown = (header: readonly string[]) => header.map(name => name.trim()).join(', ')
