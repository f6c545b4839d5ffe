import {hiddenWarning, type Rejects} from '../../../audience/file-rows.ts'
import {columnKey, type IdColumns} from '../../../bulk/id-column.ts'
import {type RecipientRow, readRecipientRows} from '../../../bulk/recipient-rows.ts'
import {validRows} from '../../../bulk/valid-rows.ts'
import type {Context} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'
import {isNumericId} from '../../../platform/ids.ts'
import {fileNamed} from '../../shared/files/file-named.ts'
import {type Normal, type PhoneReading, readEmail, readPhone} from './contact.ts'

/** What a column of the file can be. */
export type ContactKind = 'psid' | 'token' | 'email' | 'phone' | 'firstName' | 'lastName'

/** Likely names of the columns, as `columnKey` writes them. */
const columnNames: Readonly<Record<ContactKind, readonly string[]>> = {
  psid: ['psid', 'facebook_psid', 'recipient_id', 'page_scoped_id'],
  token: ['token', 'subscriber_token', 'subscription_token', 'notification_messages_token'],
  email: ['email', 'e_mail', 'email_address', 'e_mail_address', 'mail'],
  phone: [
    'phone',
    'phone_number',
    'mobile',
    'mobile_number',
    'mobile_phone',
    'telephone',
    'tel',
    'cell',
    'msisdn',
  ],
  firstName: ['first_name', 'firstname', 'fn', 'given_name', 'forename'],
  lastName: ['last_name', 'lastname', 'ln', 'surname', 'family_name'],
}

export interface ContactFlags extends PhoneReading {
  readonly emailColumn?: string | undefined
  readonly phoneColumn?: string | undefined
  readonly skipInvalid?: boolean | undefined
  readonly sheet?: string | undefined
}

/** A person as a file names them, in the forms that are hashed. */
export interface Contact {
  readonly values: Partial<Record<ContactKind, string>>
}

export interface ContactTally {
  rows: number
  invalid: number
  /** The columns that had a value. */
  readonly kinds: Set<ContactKind>
}

export const newTally = (): ContactTally => ({rows: 0, invalid: 0, kinds: new Set()})

export interface ReadContactsOptions {
  /** Which columns name people; a row needs one of them. */
  readonly keys: readonly ContactKind[]
  /** Which further columns are read. */
  readonly extras?: readonly ContactKind[]
  readonly flags: ContactFlags
  readonly rejects?: Rejects | undefined
  readonly tally?: ContactTally
}

/**
 * The people of a file, as they are read: CSV with such columns, NDJSON, or one address, number, PSID or token per line. No error quotes
 * what the file has.
 * @throws {InvalidInputError} at the end, with the places of the bad rows; {UsageError} if no column names people.
 */
export async function* readContacts(
  {io}: Pick<Context, 'io'>,
  path: string,
  {keys, extras = [], flags, rejects, tally = newTally()}: ReadContactsOptions,
): AsyncGenerator<Contact> {
  const file = fileNamed(path)
  const named = columnsOf(flags)
  const all = [...keys, ...extras]
  const columns: IdColumns = {
    names: keys.flatMap(kind => named[kind].map(columnKey)),
    weakNames: [],
    secretly: keys.map(kind => kindWords[kind]).join(', '),
  }
  let last: {readonly row: RecipientRow; readonly read: ReadRow} | undefined
  const readOnce = (row: RecipientRow): ReadRow => {
    if (last?.row !== row) last = {row, read: readRow(row, {all, keys, named, flags})}
    return last.read
  }
  const rows = readRecipientRows(() => io.readList(path, flags), {
    file,
    columns,
    onHidden: hiddenWarning(io, {file}),
  })
  const valid = validRows(counted(rows, tally), {
    file,
    skipInvalid: flags.skipInvalid,
    reasonOf: row => readOnce(row).fault,
    onInvalid: async (row, reason) => {
      tally.invalid += 1
      const {psid, fields, place} = row
      const isList = Object.keys(fields).length === 0
      await rejects?.add({psid, fields: isList ? {[keys[0] ?? 'psid']: psid} : fields, place}, reason)
    },
  })
  for await (const row of valid) {
    const {values} = readOnce(row)
    for (const kind of all) if (values[kind] !== undefined) tally.kinds.add(kind)
    yield {values}
  }
}

const kindWords: Readonly<Record<ContactKind, string>> = {
  psid: 'PSIDs',
  token: 'tokens',
  email: 'e-mail addresses',
  phone: 'phone numbers',
  firstName: 'first names',
  lastName: 'last names',
}

async function* counted(
  rows: AsyncIterable<RecipientRow>,
  tally: ContactTally,
): AsyncGenerator<RecipientRow> {
  for await (const row of rows) {
    tally.rows += 1
    yield row
  }
}

type ColumnNames = Readonly<Record<ContactKind, readonly string[]>>

function columnsOf({emailColumn, phoneColumn}: ContactFlags): ColumnNames {
  return {
    ...columnNames,
    ...(emailColumn !== undefined && {email: [emailColumn]}),
    ...(phoneColumn !== undefined && {phone: [phoneColumn]}),
  }
}

interface ReadRow extends Contact {
  readonly fault: string | undefined
}

interface RowReading {
  readonly all: readonly ContactKind[]
  readonly keys: readonly ContactKind[]
  readonly named: ColumnNames
  readonly flags: ContactFlags
}

function readRow({psid: first, fields, skip, ambiguous = []}: RecipientRow, reading: RowReading): ReadRow {
  const {all, keys, named, flags} = reading
  if (skip !== undefined) return {values: {}, fault: skip.detail}
  const isList = Object.keys(fields).length === 0
  const cells = isList ? [[kindOf(first, keys), first] as const] : cellsOf(fields, all, named)
  for (const kind of all)
    if (ambiguous.some(name => named[kind].map(columnKey).includes(columnKey(name))))
      throw new UsageError(`The file has two columns of ${kindWords[kind]} with the same name`)
  const values: Partial<Record<ContactKind, string>> = {}
  for (const [kind, cell] of cells) {
    if (cell === '') continue
    const found = normalOf(kind, cell, flags)
    if ('fault' in found) return {values: {}, fault: found.fault}
    values[kind] = found.normal
  }
  const isNamed = keys.some(kind => values[kind] !== undefined)
  const fault = isNamed ? undefined : `there is neither ${keys.map(kind => singular[kind]).join(' nor ')}`
  return {values, fault}
}

const singular: Readonly<Record<ContactKind, string>> = {
  psid: 'a PSID',
  token: 'a token',
  email: 'an e-mail address',
  phone: 'a phone number',
  firstName: 'a first name',
  lastName: 'a last name',
}

function cellsOf(
  fields: RecipientRow['fields'],
  kinds: readonly ContactKind[],
  named: ColumnNames,
): readonly (readonly [ContactKind, string])[] {
  const byKey = new Map(Object.entries(fields).map(([name, cell]) => [columnKey(name), cell]))
  return kinds.flatMap(kind => {
    const name = named[kind].find(each => byKey.has(columnKey(each)))
    return name === undefined ? [] : [[kind, withoutMarks(byKey.get(columnKey(name)) ?? '')] as const]
  })
}

/** `'+43664…` and `="+43664…"` are how spreadsheets are kept from reading a number. */
const withoutMarks = (cell: string) => /^(?:'|=?")(.*?)"?$/.exec(cell.trim())?.[1]?.trim() ?? cell.trim()

/** What one word is, where no column says it. */
export function kindOf(text: string, keys: readonly ContactKind[]): ContactKind {
  const likely: ContactKind = text.includes('@')
    ? 'email'
    : isNumericId(text) && keys.includes('psid')
      ? 'psid'
      : /^[+\d(][\d\s()./-]*$/.test(text)
        ? 'phone'
        : 'token'
  return keys.includes(likely) ? likely : (keys[0] ?? likely)
}

/** The form of a value that is sent or hashed. */
export function normalOf(kind: ContactKind, text: string, flags: PhoneReading): Normal {
  switch (kind) {
    case 'email':
      return readEmail(text)
    case 'phone':
      return readPhone(text, flags)
    case 'psid':
      return isNumericId(text) ? {normal: text} : {fault: 'the PSID has characters other than digits'}
    case 'token':
      return /^[A-Za-z0-9_\-.]{8,}$/.test(text)
        ? {normal: text}
        : {fault: 'the token has characters that no token has'}
    default:
      return {normal: text}
  }
}
