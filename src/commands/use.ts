import type {Command} from 'commander'
import {unknownPage} from '../config/choose-page.ts'
import {noPageHint} from '../config/missing-token.ts'
import type {Context} from '../context.ts'
import {UsageError} from '../errors.ts'
import type {View} from '../terminal/view.ts'
import {completedArgument} from './shared/arguments/completed.ts'
import {keepDefaultPage, readDefaultPage} from './shared/arguments/default-page.ts'

/** The Page that commands use when none is named. Its keys are a public API. */
export interface UsedPage {
  /** Its name in the settings; null when there is none. */
  readonly page: string | null
  readonly pageId: string | null
  /** Where it is set. */
  readonly origin: string
  /** The names to choose from. */
  readonly choices: readonly string[]
  /** The file that was changed; null without a change, and in a dry run. */
  readonly file: string | null
}

export function declare(command: Command): void {
  command
    .addArgument(completedArgument('pages', '[page]', 'the Page, by its name in the settings or by its id'))
    .addHelpText(
      'after',
      `
Writes defaultPage to your user file (msgr config path), which is not shared in a repository. --page, MSGR_PAGE and the
defaultPage of a project file override it. Without a name, shows the current default and where it is set.

Examples:
  $ msgr use shop
  $ msgr use`,
    )
}

export async function run(context: Context, wanted?: string): Promise<UsedPage> {
  const {page: flag, dryRun} = context.globals
  if (flag !== undefined)
    throw new UsageError('msgr use takes the Page as an argument', {hint: `Write: msgr use ${flag}`})
  const name = wanted === undefined ? undefined : await nameOf(context, wanted)
  if (name !== undefined && !dryRun) await keepDefaultPage(context, name)
  const {page, pageId, origin, choices} = await readDefaultPage(context)
  const isKept = name !== undefined && !dryRun
  if (isKept && page !== name)
    context.io.warn(`${origin} overrides it: here commands use ${page ?? 'another Page'}`)
  const file = isKept ? (await context.config()).paths.userFile : null
  return {page: page ?? null, pageId: pageId ?? null, origin, choices, file}
}

/** @throws {ConfigError} for a Page that the settings do not know. */
async function nameOf(context: Context, wanted: string): Promise<string> {
  const {connection, pageNames} = await context.forPage(wanted).config()
  if (connection.pageName !== undefined) return connection.pageName
  throw unknownPage(wanted, 'msgr use', pageNames)
}

export const view: View<UsedPage> = ({page, pageId, origin, choices, file}, {good}) => {
  if (page === null) {
    if (choices.length === 0) return `No Page is known. ${noPageHint}.`
    return `No default Page. Known: ${choices.join(', ')}. Choose one: msgr use NAME`
  }
  const named = pageId === null ? page : `${page} (${pageId})`
  return file === null
    ? `${named}, from ${origin}`
    : `${good('✔')} The default Page is ${named}, from ${origin}`
}
