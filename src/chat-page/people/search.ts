import type {PersonSummary} from '../../emulator/chat/view-types.ts'

/** The people whose name contains every word of a text, ignoring accents, or whose PSID contains the text. */
export function matchingPeople(people: readonly PersonSummary[], text: string): readonly PersonSummary[] {
  const words = plain(text).split(/\s+/).filter(Boolean)
  if (words.length === 0) return people
  return people.filter(({firstName, lastName, psid}) => {
    const name = plain(`${firstName} ${lastName}`)
    return words.every(word => name.includes(word)) || psid.includes(text.trim())
  })
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
