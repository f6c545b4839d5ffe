import {type Fields, normalName} from './personal-text.ts'

/** A column of the file that names the people. */
export interface FileColumn {
  /** As a message names it: `first_name`. */
  readonly name: string
  /** As the file spells it: `First Name`. */
  readonly written: string
}

/** The columns of a file by their names. */
export class NamedColumns {
  readonly count: number
  /** Names that several columns have; undefined when there is none. */
  readonly ambiguous: readonly string[] | undefined
  readonly #unique: readonly (readonly [name: string, index: number])[]
  readonly #written: readonly string[]
  #besides: {readonly of: string | undefined; readonly columns: readonly FileColumn[]} | undefined

  /** @param written as the file spells them */
  constructor(written: readonly string[]) {
    this.#written = written
    const names = written.map(normalName)
    this.count = names.length
    const times = new Map<string, number>()
    for (const name of names) times.set(name, (times.get(name) ?? 0) + 1)
    const several = [...times].flatMap(([name, count]) => (count > 1 && name !== '' ? [name] : []))
    this.ambiguous = several.length === 0 ? undefined : several
    this.#unique = names
      .map((name, index) => [name, index] as const)
      .filter(([name]) => times.get(name) === 1)
  }

  isNamed(index: number): boolean {
    return normalName(this.#written[index] ?? '') !== ''
  }

  fields(cells: readonly string[]): Fields {
    return Object.fromEntries(this.#unique.map(([name, index]) => [name, cells[index] ?? '']))
  }

  /** The columns without the one of ids, as it is spelled; the same list for all rows. */
  besides(ids: string | undefined): readonly FileColumn[] {
    if (this.#besides === undefined || this.#besides.of !== ids) {
      const columns = this.#unique
        .map(([name, index]) => ({name, written: this.#written[index]?.trim() ?? name}))
        .filter(({name, written}) => name !== '' && written !== ids?.trim())
      this.#besides = {of: ids, columns}
    }
    return this.#besides.columns
  }
}
