import {type Command, Option} from 'commander'
import {parsePsid} from '../../audience/people.ts'
import type {Context} from '../../context.ts'
import {type EventState, eventStates, type InboxEvent, listEvents} from '../../inbox/list.ts'
import {summariseEvent} from '../../platform/summarise-event.ts'
import type {View} from '../../terminal/view.ts'
import {completedOption} from '../shared/arguments/completed.ts'
import {declareLimit, limited, parseLimit} from '../shared/arguments/limit.ts'
import {namedStore} from '../shared/arguments/named-store.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {toIso} from '../shared/wording/times.ts'
import {eventOf} from './shared/event-of.ts'
import {namedPage} from './shared/named-page.ts'

/** An event in the inbox. The keys are a public API. */
export interface InboxRow {
  readonly id: string
  readonly state: EventState
  readonly field: string
  readonly subtype: string | null
  readonly pageId: string | null
  readonly psid: string | null
  readonly messageId: string | null
  /** In a few words. */
  readonly summary: string
  readonly receivedAt: string | undefined
  readonly tries: number
  readonly nextTryAt: string | undefined
  readonly worker: string | null
  /** When it was done, failed too often or was dropped. */
  readonly endedAt: string | undefined
  readonly error: string | null
}

interface Options {
  readonly state?: EventState
  readonly person?: string
  readonly limit: string
}

export const json = 'array'
export const csv = {
  columns: [
    ...['id', 'state', 'field', 'subtype', 'pageId', 'psid', 'messageId', 'summary', 'receivedAt'],
    ...['tries', 'nextTryAt', 'worker', 'endedAt', 'error'],
  ],
}

export function declare(command: Command): void {
  const state = new Option(
    '--state <state>',
    'only events in this state (default: all that are not done or dropped)',
  )
  declareLimit(
    command
      .addOption(state.choices(eventStates))
      .addOption(completedOption('people', '--person <psid>', 'only events from this person')),
    'events',
    'long',
  ).addHelpText(
    'after',
    `
The oldest are first. waiting: nobody has it, perhaps until its next try. working: a worker has it. failed: it failed as often as
msgr inbox work --tries allows, and waits for msgr inbox retry or drop. With --page, only events of that Page.`,
  )
  addExamples(command, 'msgr inbox list', 'msgr inbox list --state failed --json')
}

export async function* run(context: Context, {state, person, limit}: Options): AsyncGenerator<InboxRow> {
  const filter = {
    states: state === undefined ? (['waiting', 'working', 'failed'] as const) : [state],
    psid: person === undefined ? undefined : parsePsid(person),
    pageId: await namedPage(context),
  }
  const most = parseLimit(limit)
  const {query} = (await namedStore(context)).queries
  for await (const event of limited(context, listEvents(query, filter), most)) yield toRow(event)
}

function toRow(event: InboxEvent): InboxRow {
  const {id, state, field, pageId, psid, received, tries, nextTry, worker, ended, error} = event
  const line = eventOf(event)
  return {
    id: String(id),
    state,
    field,
    subtype: line.subtype,
    pageId,
    psid,
    messageId: line.messageId,
    summary: summariseEvent(line),
    receivedAt: toIso(received.getTime()),
    tries,
    nextTryAt: toIso(nextTry?.getTime()),
    worker,
    endedAt: toIso(ended?.getTime()),
    error,
  }
}

export const view: View<InboxRow | readonly InboxRow[]> = (result, {ago, good, bad, faint}) => {
  const marks = {waiting: String, working: String, done: good, failed: bad, dropped: faint}
  return {
    columns: ['id', 'state', 'event', 'psid', 'content', 'received', 'tries', 'error'],
    rows: [result]
      .flat()
      .map(({id, state, field, psid, summary, receivedAt, tries, error}) => [
        id,
        marks[state](state),
        field,
        psid ?? undefined,
        summary,
        receivedAt && ago(receivedAt),
        tries === 0 ? undefined : String(tries),
        error ?? undefined,
      ]),
    whole: ['id', 'state', 'psid'],
    leaveOut: ['tries', 'content'],
  }
}

export const empty = ({state}: Options): string =>
  state === undefined ? 'No event waits.' : `No event is in the state ${state}.`
