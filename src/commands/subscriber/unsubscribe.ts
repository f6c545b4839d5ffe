import type {Command} from 'commander'
import {
  declareInvalidRows,
  type InvalidRowsFlags,
  type Rejects,
  withRejects,
} from '../../audience/file-rows.ts'
import {declareSheet} from '../../audience/list-flags.ts'
import type {Context} from '../../context.ts'
import {type ExitCode, exitCodes, UsageError} from '../../errors.ts'
import type {Unsubscription} from '../../platform/messaging-customer-base.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument, completedOption} from '../shared/arguments/completed.ts'
import {plural} from '../shared/arguments/count.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {hashOf} from './shared/contact.ts'
import {
  type Contact,
  type ContactFlags,
  kindOf,
  newTally,
  normalOf,
  readContacts,
} from './shared/contact-rows.ts'

interface UnsubscribeOptions extends InvalidRowsFlags, Omit<ContactFlags, 'skipInvalid'> {
  readonly from?: string
}

/** What became of the people. */
export interface Unsubscribed {
  /** How many people the platform was asked to remove. */
  readonly people: number
  /** How many of them it could not read. */
  readonly refused: number
  /** Rows of the file that were skipped. */
  readonly invalid: number
}

export function declare(command: Command): void {
  declareInvalidRows(
    declareSheet(command)
      .addArgument(
        completedArgument(
          'people',
          '[person...]',
          'PSIDs, tokens, e-mail addresses, or phone numbers that begin with +',
        ),
      )
      .addOption(
        completedOption(
          'files',
          '--from <file>',
          'people from a file: CSV or Excel with a column psid, token, email or phone, or one of these per line; - reads standard input',
        ),
      )
      .option('--country-code <digits>', 'the country of phone numbers that begin with 0: 43'),
  ).addHelpText(
    'after',
    `
They get no more marketing messages of the Page, until they subscribe again. E-mail addresses and phone numbers are hashed on this
machine; a column of a file may also have their SHA-256. Asks first. Doing it twice is harmless.`,
  )
  addExamples(
    command,
    'msgr subscriber unsubscribe 6411223344556677',
    'msgr subscriber unsubscribe ada@example.com +436641234567 --yes',
    'msgr subscriber unsubscribe --from stopped.csv --yes',
  )
}

/** How many people are in one call. The platform documents no limit. */
const PER_CALL = 500
const ONLY_OWNER = 0o600
const kinds = ['psid', 'token', 'email', 'phone'] as const

export function run(context: Context, given: string[], options: UnsubscribeOptions): Promise<Unsubscribed> {
  return withRejects(context, options, rejects => unsubscribe(context, given, options, rejects), {
    mode: ONLY_OWNER,
  })
}

async function unsubscribe(
  context: Context,
  given: readonly string[],
  {from, countryCode, skipInvalid, sheet}: UnsubscribeOptions,
  rejects: Rejects | undefined,
): Promise<Unsubscribed> {
  const flags: ContactFlags = {countryCode, skipInvalid, sheet}
  const tally = newTally()
  const people = new Map<string, Unsubscription>()
  const add = (contact: Contact) => {
    for (const person of toUnsubscriptions(contact)) people.set(JSON.stringify(person), person)
  }
  for (const text of given) add(toContact(text, flags))
  if (from !== undefined)
    for await (const contact of readContacts(context, from, {keys: kinds, flags, rejects, tally}))
      add(contact)
  if (people.size === 0) {
    throw new UsageError('Nobody is named', {
      hint: 'Name people by PSID, token, e-mail address or phone number, or in a file: --from stopped.csv',
    })
  }
  await context.prompt.agree(`Unsubscribe ${plural(people.size, 'person', 'people')}?`)
  const {subscribers} = await context.api()
  let refused = 0
  for (const group of callsOf([...people.values()])) {
    context.signal.throwIfAborted()
    const {invalid_rows_count: count} = await subscribers.unsubscribe(group)
    refused += Number(count ?? 0)
  }
  return {people: people.size, refused, invalid: tally.invalid}
}

/** @throws {UsageError} for what names nobody; it does not quote it. */
function toContact(text: string, flags: ContactFlags): Contact {
  const kind = kindOf(text, kinds)
  const found = normalOf(kind, text, flags)
  if ('normal' in found) return {values: {[kind]: found.normal}}
  throw new UsageError(`A person cannot be used: ${found.fault}`, {
    hint: 'People are PSIDs, tokens, e-mail addresses, or phone numbers that begin with +',
  })
}

/** A row names one person, by the first of: PSID, token, address and number. */
function toUnsubscriptions({values: {psid, token, email, phone}}: Contact): readonly Unsubscription[] {
  if (psid !== undefined) return [{psid}]
  if (token !== undefined) return [{subscriber_token: token}]
  if (phone !== undefined)
    return [{phone: hashOf(phone), ...(email === undefined ? {} : {email: hashOf(email)})}]
  return email === undefined ? [] : [{email: hashOf(email)}]
}

/** One call names people in one way. */
function* callsOf(people: readonly Unsubscription[]): Generator<readonly Unsubscription[]> {
  for (const kind of ['psid', 'subscriber_token', 'contact'] as const) {
    const group = people.filter(person => wayOf(person) === kind)
    for (let start = 0; start < group.length; start += PER_CALL) yield group.slice(start, start + PER_CALL)
  }
}

const wayOf = (person: Unsubscription): 'psid' | 'subscriber_token' | 'contact' =>
  'psid' in person ? 'psid' : 'subscriber_token' in person ? 'subscriber_token' : 'contact'

export const exitCode = ({refused}: Unsubscribed): ExitCode =>
  refused === 0 ? exitCodes.done : exitCodes.partly

export const view: View<Unsubscribed> = ({people, refused}) =>
  [
    `Unsubscribed ${plural(people - refused, 'person', 'people')}.`,
    ...(refused === 0 ? [] : [`The platform could not read ${plural(refused, 'row')}.`]),
  ].join('\n')
