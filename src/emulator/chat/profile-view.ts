import {escaped} from '../../platform/file-variables.ts'
import {
  MAX_PROFILE_CALLS,
  type MessengerProfile,
  PROFILE_CALLS_WINDOW_MS,
} from '../../platform/messenger-profile.ts'
import {asWritten} from '../../platform/profile-as-written.ts'
import type {PageState} from '../state/page.ts'
import type {World} from '../world.ts'
import type {ProfileView} from './panel-types.ts'

/** The Messenger Profile of a Page, and how many more calls to it the platform takes. */
export function viewProfile({state, now}: World, page: PageState): ProfileView {
  const recent = page.profileCallsMs.filter(ms => ms > now() - PROFILE_CALLS_WINDOW_MS)
  const [oldest] = recent
  return {
    pageId: page.id,
    profile: asWritten(page.profile),
    most: MAX_PROFILE_CALLS,
    ...(state.isProfileLimited ? {left: Math.max(0, MAX_PROFILE_CALLS - recent.length)} : {}),
    ...(oldest === undefined ? {} : {nextMs: oldest + PROFILE_CALLS_WINDOW_MS}),
  }
}

/** The same as a file that `msgr profile set` reads: what `msgr profile pull` writes. */
export async function profileFile({profile}: PageState): Promise<string> {
  const {stringify} = await import('yaml')
  return stringify(escaped<MessengerProfile>(asWritten(profile)))
}
