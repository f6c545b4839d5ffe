import {conversationIdOf} from '../state/ids.ts'
import type {Person} from '../state/person.ts'
import type {State} from '../state/state.ts'
import type {DirectoryEntry, PeopleDirectory} from './people-directory.ts'

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
  directory: PeopleDirectory,
  pageId: string,
  {search = '', limit}: PeopleQuery,
): {people: readonly Person[]; total: number} {
  const most = Math.min(Number(limit) || MOST_PEOPLE, MOST_PEOPLE)
  const matches = matching(search)
  const newest: {person: Person; atMs: number}[] = []
  let total = 0
  for (const entry of directory.ofPage(pageId)) {
    if (!matches(entry)) continue
    total += 1
    const atMs = movedMs(state, entry)
    const last = newest.at(-1)
    if (newest.length >= most && last !== undefined && last.atMs > atMs) continue
    newest.splice(placeFor(newest, atMs), 0, {person: entry.person, atMs})
    if (newest.length > most) newest.pop()
  }
  return {people: newest.map(({person}) => person), total}
}

/** Words of the name in any order, ignoring accents and case, or digits of the PSID. */
function matching(search: string): (entry: DirectoryEntry) => boolean {
  const words = plain(search).split(/\s+/).filter(Boolean)
  if (words.length === 0) return () => true
  const digits = search.trim()
  return entry => {
    const name = plainNameOf(entry)
    return words.every(word => name.includes(word)) || entry.person.psid.includes(digits)
  }
}

/** Kept, because ten thousand names are compared with every letter that somebody types. */
function plainNameOf(entry: DirectoryEntry): string {
  const name = `${entry.person.firstName} ${entry.person.lastName}`
  if (entry.plainName?.of !== name) entry.plainName = {of: name, plain: plain(name)}
  return entry.plainName.plain
}

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

function movedMs(state: State, entry: DirectoryEntry): number {
  const {person} = entry
  entry.conversation ??= state.conversations.get(conversationIdOf(person.psid))
  return Math.max(entry.conversation?.updatedMs ?? 0, person.lastActionMs ?? 0, person.addedMs ?? 0)
}

/** Inserts before equally recent ones, which were added earlier. */
function placeFor(newest: readonly {readonly atMs: number}[], atMs: number): number {
  let [low, high] = [0, newest.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((newest[middle]?.atMs ?? 0) > atMs) low = middle + 1
    else high = middle
  }
  return low
}
