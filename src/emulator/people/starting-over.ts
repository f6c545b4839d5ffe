import {noSuchObject} from '../errors.ts'
import type {Person} from '../state/person.ts'
import type {World} from '../world.ts'
import {forgetHistory} from './removing.ts'

/**
 * Makes a person as new to the Page as on the first day: no messages, opt-ins, window, referral, owner of the conversation,
 * labels, menu or blocks. Who they are stays, and so does the log. No event reports it.
 * @throws {PlatformError} when there is no such person.
 */
export function startOver(world: World, psid: string): void {
  const {state} = world
  const person = state.people.get(psid)
  if (person === undefined) throw noSuchObject('POST', psid)
  forgetHistory(world, person)
  state.people.set(psid, asNew(person, world.now()))
  world.live.stopTyping(person)
  world.live.changed(person)
}

function asNew(person: Person, nowMs: number): Person {
  const {psid, pageId, accountId, firstName, lastName, locale, timezone, gender, country, threadsPerDay} =
    person
  return {
    psid,
    pageId,
    ...(accountId !== undefined && {accountId}),
    firstName,
    lastName,
    locale,
    timezone,
    gender,
    ...(country !== undefined && {country}),
    ...(threadsPerDay !== undefined && {threadsPerDay}),
    lastActionMs: undefined,
    // Among the newest in the list.
    addedMs: nowMs,
    hasBlockedPage: false,
    labelIds: [],
  }
}
