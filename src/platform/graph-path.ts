/** What names of nodes and edges are made of: ids such as `act_1`, `t_1` and `m_aB-_=`, `mid.$cA:1`, and names of edges. */
const segmentCharacters = /[^A-Za-z0-9._~:$@=+,;!*'()|-]/u

/** What a program writes in the place of a variable that is not set, and a shell in quotes that fill in nothing. */
const unset = /^(?:undefined|null|none|nil|nan|\$\{?[a-z_]\w*\}?|\$\(.*|%[a-z_]\w*%)$/i

/**
 * Why a text cannot stand between two slashes of a path; undefined when it can. A URL parser takes some of these out or
 * turns them into another path, so that a call would be about something else.
 */
export function segmentFault(segment: string): string | undefined {
  if (segment === '') return 'is empty'
  if (segment === '.' || segment === '..') return 'leads to another path'
  if (unset.test(segment)) return 'contains a variable that is not filled in'
  const [character] = segmentCharacters.exec(segment) ?? []
  if (character === undefined) return undefined
  if (/\s/u.test(character)) return 'contains a space'
  if (/\p{C}|\p{Z}/u.test(character)) return 'contains an invisible character'
  return `holds ${character}`
}
