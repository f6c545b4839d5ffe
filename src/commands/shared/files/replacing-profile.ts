import type {Context} from '../../../context.ts'
import type {Replacing} from '../../../desired/apply-profile.ts'
import {openProfileHistory, type ProfileHistory} from '../../../desired/profile-history.ts'
import {placeOf} from '../arguments/run-page.ts'

/** The earlier states of the Messenger Profile of the Page of the context. @param pageId Its id, if known. */
export async function profileHistory(context: Context, pageId?: string): Promise<ProfileHistory> {
  return openProfileHistory(await placeOf(context, pageId))
}

/**
 * Saves what a command is about to replace, for `profile restore`. If that fails, prints a warning, and the
 * command continues.
 * @param command `profile set`
 */
export function replacingProfile(context: Context, command: string, pageId?: string): Replacing {
  return async (profile, changed) => {
    try {
      const history = await profileHistory(context, pageId)
      return await history.keep({command, changed, profile}, context.clock.now())
    } catch (error) {
      if (!(error instanceof Error && 'syscall' in error)) throw error
      context.io.warn(`The replaced state could not be saved for msgr profile restore: ${error.message}`)
      return async () => {}
    }
  }
}
