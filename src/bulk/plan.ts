import {type Fault, type Input, InvalidInputError, placedIn} from '../errors.ts'
import type {TimeZone} from '../system/time-zone.ts'
import {SeenIds} from './duplicates.ts'
import {markOf} from './echoes.ts'
import type {FileColumn} from './file-columns.ts'
import {KeptColumns, type KeptFields} from './kept-columns.ts'
import type {Manifest, MessageDraft, SendRequest} from './manifest.ts'
import {type Fields, missingFaults, type PersonalText, parsePersonalText} from './personal-text.ts'
import {faultAt, formatPlace, malformedReason, type Place, type RecipientRow} from './recipient-rows.ts'
import {UnknownColumns} from './unknown-names.ts'

/** One line of the frozen list. With `skip`, the plan leaves this recipient out. */
export interface PlannedRecipient {
  /** For a person who is known by their token alone, a name that does not show it: `sub_…`. */
  readonly psid: string
  /** The subscription token that a marketing message is sent to. A secret: it is nowhere but in the frozen list. */
  readonly token?: string | undefined
  /** The columns that the message uses. */
  readonly fields?: Fields | undefined
  /** The other columns of the file, for the report. */
  readonly others?: Fields | undefined
  /** Nothing is sent after this moment, in milliseconds since 1970. */
  readonly until?: number | undefined
  /** The person's time zone, where people have their own hours; undefined if it is unknown. */
  readonly zone?: TimeZone | undefined
  /** Why the recipient is left out, as a stable word: `duplicate`, `malformed`, `windowClosed`. */
  readonly skip?: string | undefined
  /** Why the recipient is left out, for people. */
  readonly detail?: string | undefined
}

/** The result of a plan. */
export interface PlanSummary {
  readonly total: number
  readonly toSend: number
  /** Number of recipients left out, by reason. */
  readonly skipped: Readonly<Record<string, number>>
  /** The first requests, filled in. */
  readonly examples: readonly SendRequest[]
  /** Warnings, which do not stop the run. */
  readonly warnings: readonly Fault[]
  /** The columns of the file that the report repeats, in its order. */
  readonly columns: readonly FileColumn[]
}

export interface PlanOptions {
  readonly message: MessageDraft
  /** Returns what the platform would refuse in a filled-in message; it has no recipient. */
  readonly check: (message: MessageDraft) => readonly Fault[]
  /** Where the message is from. */
  readonly messageInput: Input
  /** The file that names the people, if any, `-` for standard input: the message uses its columns. */
  readonly file?: string | undefined
  /** Which columns of the file are kept for the report; default all. */
  readonly keeps?: KeptFields | undefined
  /** Receives each line of the frozen list, in order. */
  readonly write?: ((recipient: PlannedRecipient) => Promise<void> | void) | undefined
  /** Called for each person who gets the message. */
  readonly onIncluded?: ((recipient: PlannedRecipient) => void) | undefined
}

const MAX_EXAMPLES = 5
/** Further faults are counted and not listed. */
const MAX_FAULTS = 20

/**
 * Decides for every row whether it gets the message, and checks the text of each. Keeps nothing of a row except
 * its id, to find duplicates.
 * @throws {InvalidInputError} with every fault of the message, and with the rows whose text has one.
 */
export async function planRecipients(
  rows: AsyncIterable<RecipientRow>,
  options: PlanOptions,
): Promise<PlanSummary> {
  const {message, messageInput, write} = options
  const text = parsePersonalText(message)
  const warnings = refuseFaults(messageInput, templateFaults(text, options))
  const faulty = new RowFaults(messageInput.name, options.file === '-' ? undefined : options.file)
  const columns = new UnknownColumns(text)
  const kept = new KeptColumns(text.names, options.keeps)
  const seen = new SeenIds()
  const skipped: Record<string, number> = {}
  const examples: SendRequest[] = []
  let total = 0
  for await (const row of rows) {
    total += 1
    columns.see(row)
    const planned = planRow(row, text, seen)
    const recipient = {...planned, ...kept.of(row, planned)}
    if (recipient.skip !== undefined) skipped[recipient.skip] = (skipped[recipient.skip] ?? 0) + 1
    else {
      if (text.names.length > 0) faulty.add(row.place, rowFaults(recipient.fields ?? {}, text, options.check))
      options.onIncluded?.(recipient)
      if (examples.length < MAX_EXAMPLES) examples.push(toRequest(text, recipient))
    }
    // A faulty row may contain a secret. The plan is refused then, so nothing needs to be written.
    if (!faulty.hasErrors) await write?.(recipient)
  }
  seen.forget()
  if (options.file !== undefined)
    refuseFaults(messageInput, columns.faults(options.file === '-' ? 'Standard input' : options.file))
  faulty.refuse()
  refuseFaults({name: options.file ?? messageInput.name}, kept.faults)
  const toSend = total - Object.values(skipped).reduce((sum, count) => sum + count, 0)
  return {total, toSend, skipped, examples, warnings: [...warnings, ...faulty.warnings], columns: kept.all}
}

/** Returns the request to one recipient. */
export function toRequest(
  text: PersonalText<MessageDraft>,
  {psid, fields = {}}: PlannedRecipient,
): SendRequest {
  return {recipient: {id: psid}, ...text.fill(fields)}
}

type Writable<Type> = {-readonly [Key in keyof Type]: Type[Key]}

/** The same with the mark of its run, by which an echo names its recipient; a marketing message has no place for it. */
export function markedRequest(
  {run, channel}: Manifest,
  text: PersonalText<MessageDraft>,
  recipient: PlannedRecipient & {readonly line: number},
): SendRequest {
  const request: Writable<SendRequest> = toRequest(text, recipient)
  if (channel === undefined) request.message = {metadata: markOf(run, recipient.line), ...request.message}
  return request
}

function planRow(row: RecipientRow, text: PersonalText<MessageDraft>, seen: SeenIds): PlannedRecipient {
  const {psid, token, fields, skip, until, zone, place} = row
  const malformed = skip === undefined || skip.reason === 'malformed' ? malformedReason(row) : undefined
  if (malformed !== undefined) return {psid, skip: 'malformed', detail: `${formatPlace(place)}: ${malformed}`}
  if (!seen.add(psid))
    return {psid, skip: 'duplicate', detail: `${formatPlace(place)}: this person is already on the list`}
  if (skip !== undefined) return {psid, skip: skip.reason, detail: skip.detail}
  const used = text.names.flatMap(name => (fields[name] ? [[name, fields[name]] as const] : []))
  return {
    psid,
    ...(token !== undefined && {token}),
    ...(used.length > 0 && {fields: Object.fromEntries(used)}),
    ...(until !== undefined && {until}),
    ...(zone !== undefined && {zone}),
  }
}

/** Faults that do not depend on the recipient. Texts with placeholders are checked row by row instead. */
function templateFaults(text: PersonalText<MessageDraft>, {message, check}: PlanOptions): readonly Fault[] {
  const metadata = message.message['metadata'] === undefined ? [] : [metadataFault]
  return [...metadata, ...text.faults, ...(text.names.length === 0 ? check(text.fill({})) : [])]
}

const metadataFault: Fault = {
  path: 'message.metadata',
  message: 'is reserved for the run and the line of each recipient; leave it out',
}

function rowFaults(
  fields: Fields,
  text: PersonalText<MessageDraft>,
  check: PlanOptions['check'],
): readonly Fault[] {
  const missing = missingFaults(text, fields)
  return missing.length > 0 ? missing : check(text.fill(fields))
}

/** @throws {InvalidInputError} if any of them is an error; otherwise returns the warnings. */
function refuseFaults(input: Input, faults: readonly Fault[]): readonly Fault[] {
  if (faults.some(isError)) throw new InvalidInputError(input, faults.filter(isError))
  return placedIn(input, faults)
}

function isError({severity}: Fault): boolean {
  return severity !== 'warning'
}

/** Collects the faults of filled-in messages, each kind with the first place where it was found. */
class RowFaults {
  readonly #what: string
  readonly #file: string | undefined
  readonly #kinds = new Map<string, {readonly fault: Fault; count: number}>()
  #unlisted = 0
  #errors = 0

  constructor(what: string, file: string | undefined) {
    this.#what = what
    this.#file = file
  }

  add(place: Place, faults: readonly Fault[]): void {
    for (const fault of faults) {
      if (isError(fault)) this.#errors += 1
      const key = `${fault.path}\n${fault.message}`
      const known = this.#kinds.get(key)
      if (known !== undefined) known.count += 1
      else if (this.#kinds.size < MAX_FAULTS)
        this.#kinds.set(key, {fault: faultAt(place, this.#file, fault), count: 1})
      else if (isError(fault)) this.#unlisted += 1
    }
  }

  get hasErrors(): boolean {
    return this.#errors > 0
  }

  get warnings(): readonly Fault[] {
    return this.#listed().filter(fault => !isError(fault))
  }

  refuse(): void {
    const errors = this.#listed().filter(isError)
    if (errors.length === 0 && this.#unlisted === 0) return
    const more =
      this.#unlisted === 0 ? [] : [{path: 'further rows', message: `${this.#unlisted} more faults`}]
    throw new InvalidInputError(this.#what, [...errors, ...more])
  }

  #listed(): readonly Fault[] {
    return [...this.#kinds.values()].map(({fault, count}) =>
      count === 1 ? fault : {...fault, message: `${fault.message} (${count} rows)`},
    )
  }
}
