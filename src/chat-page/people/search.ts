import type {PersonSummary} from '../../emulator/chat/view-types.ts'

/** Those whose name has every word of a text, without accents, or whose PSID has all of it. */
export function found(people: readonly PersonSummary[], text: string): readonly PersonSummary[] {
  const words = plain(text).split(/\s+/).filter(Boolean)
  if (words.length === 0) return people
  return people.filter(({firstName, lastName, psid}) => {
    const name = plain(`${firstName} ${lastName}`)
    return words.every(word => name.includes(word)) || psid.includes(text.trim())
  })
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
