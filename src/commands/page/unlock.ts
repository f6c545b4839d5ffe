import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {PageHolder} from '../../desired/stored-record.ts'
import {ConfigError} from '../../errors.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {pageOf, placeOf} from '../shared/arguments/run-page.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {toIso} from '../shared/wording/times.ts'

interface UnlockedPage {
  readonly page: string
  readonly id: string
  /** Who was changing it; null for nobody. */
  readonly holder: string | null
  /** Until when the lock would have lasted without a further sign of life. */
  readonly lockedUntil: string | undefined
}

export function declare(command: Command): void {
  command
    .addArgument(completedArgument('pages', '[page]', 'the Page, by its name in the settings or by its id'))
    .addHelpText(
      'after',
      `
With a store, page apply, profile apply and profile restore lock the Page while they change it, so that two runners do not do it at
once. A lock ends with its process; when that was killed, a minute later. This ends it now. If the process still runs, it goes on
writing to the Page, and fails when it records what it did.`,
    )
  addExamples(command, 'msgr page unlock', 'msgr page unlock shop --yes')
}

export async function run(context: Context, name: string | undefined): Promise<UnlockedPage> {
  const own = name === undefined ? context : context.forPage(name)
  const store = await own.store()
  if (store === undefined)
    throw new ConfigError('Only a store has locks of Pages, and the settings name none', {
      hint: 'See them: msgr config show --origin',
    })
  const {holderOf, unlockPage} = await import('../../desired/stored-record.ts')
  const page = await pageOf(own)
  const place = await placeOf(own, page.id)
  const found = await holderOf(store, place)
  const result = {page: name ?? page.name ?? page.id, id: page.id, ...shown(found)}
  if (found === undefined || own.globals.dryRun) return result
  await own.prompt.agree(`${found.holder} is changing ${result.page}. Unlock it?`)
  await unlockPage(store, place)
  return result
}

const shown = (found: PageHolder | undefined) => ({
  holder: found?.holder ?? null,
  lockedUntil: toIso(found?.until.getTime()),
})

export const view: View<UnlockedPage> = ({page, holder}, {good}) =>
  `${good('✔')} ${holder === null ? `Nobody is changing ${page}.` : `${page} is no longer locked by ${holder}.`}`
