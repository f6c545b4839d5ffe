import {conversationIdOf} from '../state/ids.ts'
import type {Person} from '../state/person.ts'
import type {State} from '../state/state.ts'

const MOST_PEOPLE = 500

/** Which people of a Page. */
export interface PeopleQuery {
  /** Words that a name must contain, each of them, or a part of a PSID; empty for everybody. */
  readonly search?: string
  /** The most people; 500 by default and at most. */
  readonly limit?: string
}

/**
 * The people of a Page with the most recent conversations, found without sorting all of them.
 * @returns with `total`, how many there are, or how many match.
 */
export function findPeople(
  state: State,
  pageId: string,
  {search = '', limit}: PeopleQuery,
): {people: readonly Person[]; total: number} {
  const most = Math.min(Number(limit) || MOST_PEOPLE, MOST_PEOPLE)
  const matches = matching(search)
  const newest: {person: Person; atMs: number}[] = []
  let total = 0
  for (const psid in state.people) {
    const person = state.people[psid]
    if (person === undefined || person.pageId !== pageId || !matches(person)) continue
    total += 1
    const atMs = movedMs(state, person)
    const last = newest.at(-1)
    if (newest.length >= most && last !== undefined && last.atMs >= atMs) continue
    newest.splice(placeFor(newest, atMs), 0, {person, atMs})
    if (newest.length > most) newest.pop()
  }
  return {people: newest.map(({person}) => person), total}
}

/** Words of the name in any order, ignoring accents and case, or digits of the PSID. */
function matching(search: string): (person: Person) => boolean {
  const words = plain(search).split(/\s+/).filter(Boolean)
  if (words.length === 0) return () => true
  const digits = search.trim()
  return person => {
    const name = plainName(person)
    return words.every(word => name.includes(word)) || person.psid.includes(digits)
  }
}

const plainNames = new WeakMap<Person, {readonly name: string; readonly plain: string}>()

/** Kept, because ten thousand names are compared with every letter that somebody types. */
function plainName(person: Person): string {
  const name = `${person.firstName} ${person.lastName}`
  const known = plainNames.get(person)
  if (known?.name === name) return known.plain
  const found = plain(name)
  plainNames.set(person, {name, plain: found})
  return found
}

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

function movedMs(state: State, person: Person): number {
  return Math.max(
    state.conversations[conversationIdOf(person.psid)]?.updatedMs ?? 0,
    person.lastActionMs ?? 0,
    person.addedMs ?? 0,
  )
}

/** Inserts after equally recent ones. */
function placeFor(newest: readonly {readonly atMs: number}[], atMs: number): number {
  let [low, high] = [0, newest.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((newest[middle]?.atMs ?? 0) >= atMs) low = middle + 1
    else high = middle
  }
  return low
}
