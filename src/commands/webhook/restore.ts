import type {Command} from 'commander'
import {
  callbackFolder,
  claimCallback,
  type Former,
  forgetFormer,
  readFormer,
  restoreCommand,
} from '../../callback/former.ts'
import {putBack} from '../../callback/put-back.ts'
import type {Context} from '../../context.ts'
import {MsgrError} from '../../errors.ts'
import type {View} from '../../terminal/view.ts'

interface RestoreOptions {
  readonly force?: boolean
  readonly verifyToken?: string
}

export interface Restored {
  /** False when nothing was saved, so there was nothing to do. */
  readonly restored: boolean
  /** The restored URL; null when the app has none, as before. */
  readonly callback: string | null
  /** The restored fields of the Page; null when the app is not subscribed to the Page, as before, or they were not touched. */
  readonly pageFields: readonly string[] | null
}

export function declare(command: Command): void {
  command
    .option('--force', 'also replace a callback that somebody else has set meanwhile')
    .option('--verify-token <token>', 'the verify token of the previous callback (default: the saved one)')
    .addHelpText(
      'after',
      `
msgr listen saves the callback of the app and the fields of the Page before it changes them, and restores them when it
ends. This command restores them if listen could not: its process was killed, or the previous callback did not answer.

Examples:
  $ msgr webhook restore --dry-run
  $ msgr webhook restore`,
    )
}

export async function run(context: Context, options: RestoreOptions): Promise<Restored> {
  const [config, connection, {appIdOf}] = await Promise.all([
    context.config(),
    context.connection(),
    import('../../api/index.ts'),
  ])
  const appId = appIdOf(connection)
  const folder = callbackFolder(config, connection, appId)
  const kept = await readFormer(folder)
  if (kept === undefined) return {restored: false, callback: null, pageFields: null}
  refuseOtherPage(kept, connection.pageId)
  if (kept.page?.id != null)
    await context.confirmPage({
      id: kept.page.id,
      name: kept.page.name ?? undefined,
      origin: 'what msgr listen kept',
    })
  const former = withToken(kept, options.verifyToken)
  const isDry = context.globals.dryRun
  const retry = restoreCommand(context)
  const api = await context.api()
  if (isDry) await putBack(api, former, {appId, retry, isDry})
  else {
    const release = await claimCallback(
      folder,
      appId,
      pid => `It puts everything back when it ends: Ctrl-C, or kill -INT ${pid}`,
    )
    try {
      await putBack(api, former, {appId, retry, isForced: options.force ?? false})
      await forgetFormer(folder)
    } finally {
      await release()
    }
  }
  return {
    restored: !isDry,
    callback: former.callback?.url ?? null,
    pageFields: former.page?.fields ?? null,
  }
}

export const view: View<Restored> = ({restored, callback, pageFields: fields}) => {
  if (!restored) return 'Nothing to put back: every msgr listen for this app has ended in order.'
  const pageLine = fields === null ? [] : [`Fields of the Page: ${fields.join(', ')}`]
  return [
    callback === null
      ? 'Put back: the app has no callback, as before.'
      : `Put back: the callback of the app is ${callback}.`,
    ...pageLine,
  ].join('\n')
}

function refuseOtherPage({page}: Former, id: string | undefined): void {
  if (page?.id == null || id === undefined || page.id === id) return
  const other = page.name ?? page.id
  throw new MsgrError(`What is kept belongs to the Page ${other}`, {
    hint: `Act for that one: msgr webhook restore --page ${other}`,
  })
}

function withToken(former: Former, verifyToken: string | undefined): Former {
  if (verifyToken === undefined || former.callback === null) return former
  return {...former, callback: {...former.callback, verify_token: verifyToken}}
}
