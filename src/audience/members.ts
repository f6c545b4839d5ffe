import type {Context} from '../context.ts'
import type {CustomLabel} from '../platform/custom-labels.ts'
import type {Psid} from '../platform/ids.ts'
import {MAX_BATCH_OPERATIONS} from '../platform/route.ts'
import {askAll} from './ask-all.ts'
import {inGroups} from './groups.ts'
import {lastMessage, walkConversations} from './walk.ts'

/** A person who wrote to the Page, with their labels. */
export interface LabelledPerson {
  readonly psid: Psid
  readonly name: string | undefined
  readonly labels: readonly CustomLabel[]
}

/** Counts while people are asked. */
export interface MembersTally {
  /** People whose labels are known. */
  asked: number
  /** People whose labels the platform did not return. */
  untold: number
  /** The reason for the last of them. */
  reason?: string
}

/** No call lists the people with a label, so the labels of everybody who wrote are requested, 50 people per call. */
export async function* readMembers(context: Context, tally: MembersTally): AsyncGenerator<LabelledPerson> {
  const {customLabels} = await context.api()
  const bar = context.progress.start('Looking up the labels of people')
  try {
    for await (const group of inGroups(peopleWhoWrote(context), MAX_BATCH_OPERATIONS)) {
      context.signal.throwIfAborted()
      const psids = group.map(({psid}) => psid)
      const results = await askAll(context, psids, customLabels.ofAll)
      for (const [index, {psid, name}] of group.entries()) {
        const labels = results[index]
        if (labels !== undefined && 'answer' in labels) {
          tally.asked += 1
          yield {psid, name, labels: labels.answer}
        } else {
          tally.untold += 1
          tally.reason = labels?.failed ?? ''
        }
      }
      bar.update(`${tally.asked + tally.untold} people`)
    }
  } finally {
    bar.stop()
  }
}

async function* peopleWhoWrote(
  context: Context,
): AsyncGenerator<{readonly psid: Psid; readonly name: string | undefined}> {
  for await (const {listed} of walkConversations(context, {messages: lastMessage})) {
    const {psid, name} = listed
    if (psid !== undefined) yield {psid, name}
  }
}

/** What cannot be known about the people with a label. */
export const unknowable =
  'Only people with a conversation can be checked; other people may have the label too'
