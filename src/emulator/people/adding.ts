import {UsageError} from '../../errors.ts'
import type {Psid} from '../../platform/ids.ts'
import {noSuchObject} from '../errors.ts'
import type {Person} from '../state/person.ts'
import type {World} from '../world.ts'
import {optionalText, type Words} from './scene.ts'

/** Adds a person who has never written to the Page; default: the first Page. */
export function addPerson(world: World, words: Words): Person {
  const {state} = world
  const asked = optionalText({words}, 'page')
  const page = asked === undefined ? Object.values(state.pages)[0] : state.pages[asked]
  if (page === undefined) throw noSuchObject('POST', asked ?? '')
  const details = detailsIn(words)
  const psid = world.newId('64') as Psid
  const person: Person = {
    psid,
    pageId: page.id,
    firstName: 'Guest',
    lastName: psid.slice(-4).replace(/^0+(?=\d)/, ''),
    locale: 'en_US',
    timezone: 0,
    gender: 'female',
    ...details,
    lastActionMs: undefined,
    addedMs: world.now(),
    hasBlockedPage: false,
    labelIds: [],
  }
  state.people.set(psid, person)
  world.live.changed(person)
  return person
}

/** @throws {PlatformError} when there is no such person, or no such locale. */
export function changePerson(world: World, psid: string, words: Words): Person {
  const person = world.state.people.get(psid)
  if (person === undefined) throw noSuchObject('PATCH', psid)
  Object.assign(person, detailsIn(words))
  world.live.changed(person)
  return person
}

type Details = Partial<
  Pick<Person, 'firstName' | 'lastName' | 'locale' | 'timezone' | 'country' | 'threadsPerDay'>
>

function detailsIn(words: Words): Details {
  const [firstName, lastName] = [nameIn(words, 'firstName'), nameIn(words, 'lastName')]
  const locale = optionalText({words}, 'locale')
  if (locale !== undefined && !/^[a-z]{2,3}_[A-Z]{2}$/.test(locale))
    throw new UsageError(`"${locale}" is not a locale; write de_DE`)
  const timezone = words['timezone'] === undefined ? undefined : Number(words['timezone'])
  if (timezone !== undefined && !(timezone >= -12 && timezone <= 14))
    throw new UsageError('timezone is the number of hours from GMT, from -12 to 14')
  const country = optionalText({words}, 'country')
  if (country !== undefined && !/^[A-Za-z]{2}$/.test(country))
    throw new UsageError(`"${country}" is not a country in two letters; write US`)
  const threadsPerDay = words['threadsPerDay'] === undefined ? undefined : Number(words['threadsPerDay'])
  if (threadsPerDay !== undefined && !(threadsPerDay >= 0 && threadsPerDay <= 1000))
    throw new UsageError('threadsPerDay is a number of conversations, from 0 to 1000')
  return {
    ...(country === undefined ? {} : {country: country.toUpperCase()}),
    ...(threadsPerDay === undefined ? {} : {threadsPerDay}),
    ...(firstName === undefined ? {} : {firstName}),
    ...(lastName === undefined ? {} : {lastName}),
    ...(locale === undefined ? {} : {locale}),
    ...(timezone === undefined ? {} : {timezone}),
  }
}

const MOST_CHARACTERS = 50

function nameIn(words: Words, key: 'firstName' | 'lastName'): string | undefined {
  const name = optionalText({words}, key)?.trim()
  if (name === undefined) return undefined
  if (name.length > 0 && name.length <= MOST_CHARACTERS) return name
  throw new UsageError(`${key} must have 1 to ${MOST_CHARACTERS} characters`)
}
