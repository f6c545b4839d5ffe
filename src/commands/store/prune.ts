import type {Command} from 'commander'
import {storeName} from '../../config/store/address.ts'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {plural} from '../shared/arguments/count.ts'
import {durationOption, parseDuration} from '../shared/arguments/duration.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {chosenStore, connectAdmin} from './shared/admin.ts'

interface PruneOptions {
  readonly olderThan: string
}

interface Pruned {
  /** Runs with their recipients and journals. */
  readonly runs: number
  /** Webhook events that were handled. */
  readonly events: number
}

export function declare(command: Command): void {
  command
    .addOption(
      durationOption('--older-than <duration>', 'what ended longer ago than this: 90d').makeOptionMandatory(),
    )
    .addHelpText(
      'after',
      `
Deletes runs that are done or canceled, with the ids of their recipients, what is known of each and their personal texts, and webhook
events that were handled. Runs that could be resumed stay, and so does the list of people who opted out. Asks first.
The user has to own the schema: workers may not delete anything.`,
    )
  addExamples(
    command,
    'msgr store prune --older-than 90d --yes',
    'msgr store prune --older-than 30d --dry-run',
  )
}

export async function run(context: Context, {olderThan}: PruneOptions): Promise<Pruned> {
  const ageMs = parseDuration(olderThan, '--older-than')
  const chosen = await chosenStore(context)
  const {query} = await connectAdmin(context, chosen)
  const [{countPrunable, prune}, {readState, refuseOtherSchema}] = await Promise.all([
    import('../../store/prune.ts'),
    import('../../store/state.ts'),
  ])
  refuseOtherSchema(await readState(query), chosen.address)
  const found = await countPrunable(query, ageMs)
  if (context.globals.dryRun || found.runs + found.events === 0) return found
  await context.prompt.agree(`Delete ${inWords(found)} from ${storeName(chosen.address)}?`)
  return prune(query, ageMs, context.signal)
}

const inWords = ({runs, events}: Pruned) => `${plural(runs, 'run')} and ${plural(events, 'event')}`

export const view: View<Pruned> = (pruned, {good}) => `${good('✔')} Deleted ${inWords(pruned)}.`
