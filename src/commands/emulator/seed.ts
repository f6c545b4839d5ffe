import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {SeededPeople} from '../../emulator/state/seed-people.ts'
import {UsageError} from '../../errors.ts'
import type {View} from '../../terminal/view.ts'
import {parseCount} from '../shared/arguments/count.ts'
import {reach} from './shared/reach.ts'

interface Options {
  readonly people: string
}

const MOST_PEOPLE = 1_000_000

type Seeded = (SeededPeople & {readonly pageId: string}) | {readonly wouldAdd: number}

export function declare(command: Command): void {
  command.requiredOption('--people <n>', 'how many to add, up to 1,000,000').addHelpText(
    'after',
    `
Each person has a conversation with the Page; a third are inside the 24-hour window. Some have the labels Newsletter and
Beta testers, some have blocked the Page, and some are known to the next Page and to the app. The same calls on a fresh
emulator create the same people.

Examples:
  $ msgr emulator seed --people 10000`,
  )
}

export async function run(context: Context, options: Options): Promise<Seeded> {
  const people = parseCount(options.people, '--people')
  if (people > MOST_PEOPLE)
    throw new UsageError(`--people ${people} is more than ${MOST_PEOPLE}, the most that can be added at once`)
  if (context.globals.dryRun) return {wouldAdd: people}
  const emulator = await reach(context)
  const {pageId} = await emulator.connection(context.globals.page)
  return {...(await emulator.admin('POST', 'seed', {people, page: pageId})), pageId}
}

export const view: View<Seeded> = result => {
  if ('wouldAdd' in result) return `Would add ${result.wouldAdd} people.`
  const {people, pageId, insideWindow, labels, blocked} = result
  const under = Object.entries(labels).map(([name, count]) => `${count} under ${name}`)
  return `Added ${people} people to the Page ${pageId}: ${insideWindow} inside the window, ${under.join(', ')}, ${blocked} have blocked the Page.`
}
