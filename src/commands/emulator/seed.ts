import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {SeededPeople} from '../../emulator/state/seed-people.ts'
import {UsageError} from '../../errors.ts'
import type {View} from '../../terminal/view.ts'
import {parseCount} from '../shared/arguments/count.ts'
import {reach} from './shared/reach.ts'

interface Options {
  readonly people?: string
  readonly pages?: string
}

const MOST_PEOPLE = 1_000_000
const MOST_PAGES = 1000

/** What was added, and to which Page. */
interface Seeded extends SeededPeople {
  readonly pageId: string | undefined
  /** The Pages that were added. */
  readonly pages: readonly {readonly id: string; readonly name: string}[]
}

type Result = Seeded | {readonly wouldAdd: number; readonly wouldAddPages: number}

export function declare(command: Command): void {
  command
    .option('--people <n>', 'how many people to add to a Page, up to 1,000,000')
    .option('--pages <n>', 'how many Pages to add, up to 1,000')
    .addHelpText(
      'after',
      `
Each person has a conversation with the Page of --page, or else the first; a third are inside the 24-hour window. Some have the labels
Newsletter and Beta testers, some have blocked the Page, and some are known to the next Page and to the app. A Page that is added has a
token and no people. The same calls on a fresh emulator create the same people and Pages.

Examples:
  $ msgr emulator seed --people 10000
  $ msgr emulator seed --pages 28`,
    )
}

export async function run(context: Context, options: Options): Promise<Result> {
  const people = parseMost(options.people, '--people', MOST_PEOPLE)
  const pages = parseMost(options.pages, '--pages', MOST_PAGES)
  if (people === 0 && pages === 0)
    throw new UsageError('Nothing says what to add', {hint: 'Write --people 1000, --pages 10, or both'})
  if (context.globals.dryRun) return {wouldAdd: people, wouldAddPages: pages}
  const emulator = await reach(context)
  const {pageId} = await emulator.connection(context.globals.page)
  const added = pages === 0 ? [] : await emulator.admin('POST', 'seed/pages', {count: pages})
  const seeded = people === 0 ? nobody : await emulator.admin('POST', 'seed', {people, page: pageId})
  return {
    ...seeded,
    pageId: people === 0 ? undefined : pageId,
    pages: added.map(({id, name}) => ({id, name})),
  }
}

const nobody: SeededPeople = {people: 0, insideWindow: 0, labels: {}, blocked: 0}

/** 0 when the flag is not given. */
function parseMost(text: string | undefined, flag: string, most: number): number {
  if (text === undefined) return 0
  const count = parseCount(text, flag)
  if (count <= most) return count
  throw new UsageError(`${flag} ${count} is more than ${most}, the most that can be added at once`)
}

export const view: View<Result> = result => {
  if ('wouldAdd' in result) {
    const parts = [
      ...(result.wouldAdd > 0 ? [`${result.wouldAdd} people`] : []),
      ...(result.wouldAddPages > 0 ? [pagesText(result.wouldAddPages)] : []),
    ]
    return `Would add ${parts.join(' and ')}.`
  }
  const {people, pageId, insideWindow, labels, blocked, pages} = result
  const under = Object.entries(labels).map(([name, count]) => `${count} under ${name}`)
  return [
    ...(pages.length === 0 ? [] : [`Added ${pagesText(pages.length)}: ${namesOf(pages)}.`]),
    ...(people === 0
      ? []
      : [
          `Added ${people} people to the Page ${pageId}: ${insideWindow} inside the window, ${under.join(', ')}, ${blocked} have blocked the Page.`,
        ]),
  ].join('\n')
}

const pagesText = (count: number) => `${count} ${count === 1 ? 'Page' : 'Pages'}`

const SHOWN = 3

function namesOf(pages: Seeded['pages']): string {
  const names = pages.slice(0, SHOWN).map(({name}) => name)
  return pages.length > SHOWN ? `${names.join(', ')} …` : names.join(', ')
}
