import type {Option} from 'commander'
import type {Context} from '../../../context.ts'
import {MsgrError} from '../../../errors.ts'
import {durationOption, parseDuration} from './duration.ts'
import {pageOf, placeOf} from './run-page.ts'

const LOOK_EVERY_MS = 1000

export interface LockTimeoutOptions {
  readonly lockTimeout: string
}

/** The flag of every command that changes a Page as one whole. */
export const lockTimeoutOption = (): Option =>
  durationOption('--lock-timeout <duration>', 'how long to wait while somebody else changes a Page').default(
    '0s',
  )

/** How long a command waits while somebody else is changing a Page. */
export interface LockTimeout {
  readonly isOver: () => boolean
  /** Waits until nobody is changing the Page of a context; at most until the time is over. */
  readonly untilFree: (context: Context) => Promise<void>
}

/** Begins now. @param text that of `--lock-timeout` */
export function startLockTimeout({clock}: Context, text: string): LockTimeout {
  const untilMs = clock.now() + parseDuration(text, '--lock-timeout')
  const isOver = () => clock.now() >= untilMs
  return {
    isOver,
    async untilFree(context) {
      const store = isOver() || context.globals.dryRun ? undefined : await context.store()
      if (store === undefined) return
      const {holderOf} = await import('../../../desired/stored-record.ts')
      const {id} = await pageOf(context)
      const place = await placeOf(context, id)
      for (let isSaid = false; !isOver(); isSaid = true) {
        const found = await holderOf(store, place)
        if (found === undefined) return
        if (!isSaid) context.io.note(`Waiting: the Page ${id} is being changed by ${found.holder}`)
        await clock.sleep(LOOK_EVERY_MS, context.signal)
      }
    },
  }
}

/** Whether it failed because somebody else is changing the Page, or has since it was read. */
export const isOvertaken = (error: unknown): boolean =>
  error instanceof MsgrError && (error.reason === 'pageLocked' || error.reason === 'pageChanged')

/** Makes a change again, from the reading on, as long as others change the Page first; but not what a person has agreed to. */
export async function changeWhenFree<Done>(
  context: Context,
  {lockTimeout}: LockTimeoutOptions,
  change: () => Promise<Done>,
): Promise<Done> {
  const timeout = startLockTimeout(context, lockTimeout)
  const isAsked = context.io.isInteractive && !context.globals.yes
  for (;;) {
    await timeout.untilFree(context)
    try {
      return await change()
    } catch (error) {
      if (!isOvertaken(error) || isAsked || timeout.isOver()) throw error
    }
  }
}
