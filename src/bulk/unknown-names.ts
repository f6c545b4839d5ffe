import type {Fault} from '../errors.ts'
import {nearest} from '../platform/near-miss.ts'
import {profileNames} from '../platform/users.ts'
import type {PersonalText} from './personal-text.ts'
import type {RecipientRow} from './recipient-rows.ts'

type Uses = Pick<PersonalText<unknown>, 'uses'>

/** Names in a message that profiles do not have: everybody would get the fallback. */
export function unknownInProfiles(text: Uses): readonly Fault[] {
  return faultsOf(text, profileNames, name => `no profile has ${name}`)
}

/** Finds names that no row of a file has, or that several columns have, while its rows are read. */
export class UnknownColumns {
  readonly #text: Uses
  readonly #unseen: Set<string>
  readonly #seen = new Set<string>()
  readonly #ambiguous = new Set<string>()
  #rows = 0

  constructor(text: Uses) {
    this.#text = text
    this.#unseen = new Set(text.uses.keys())
  }

  see({fields, ambiguous = []}: Pick<RecipientRow, 'fields' | 'ambiguous'>): void {
    this.#rows += 1
    for (const name of ambiguous) this.#ambiguous.add(name)
    if (this.#unseen.size === 0) return
    for (const name of Object.keys(fields)) {
      this.#unseen.delete(name)
      this.#seen.add(name)
    }
  }

  /** @param file the name of the file: `people.csv`. */
  faults(file: string): readonly Fault[] {
    const several = [...this.#text.uses].flatMap(([name, {written, path}]) =>
      this.#ambiguous.has(name)
        ? [{path, message: `${file} has two columns named ${written}; rename one of them`}]
        : [],
    )
    if (several.length > 0) return several
    if (this.#rows === 0 || this.#unseen.size === 0) return []
    return faultsOf(this.#text, [...this.#seen], name => `${file} has no column ${name}`)
  }
}

function faultsOf(
  {uses}: Uses,
  known: readonly string[],
  refusal: (written: string) => string,
): readonly Fault[] {
  return [...uses].flatMap(([name, {written, path}]) => {
    if (known.includes(name)) return []
    const suggestion = nearest(name, known)
    const listed = known.length === 0 ? '' : `; use one of: ${known.join(', ')}`
    const more = suggestion === undefined ? listed : `; did you mean ${suggestion}?`
    return [{path, message: `${refusal(written)}${more}`}]
  })
}
