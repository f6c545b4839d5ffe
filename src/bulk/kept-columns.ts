import type {Fault} from '../errors.ts'
import {nearest} from '../platform/near-miss.ts'
import type {FileColumn} from './file-columns.ts'
import type {Fields} from './personal-text.ts'
import type {RecipientRow} from './recipient-rows.ts'

/** Which columns of a file a run keeps for its report. */
export interface KeptFields {
  /** Only these, by their names in messages; default all. The columns that the message uses are kept in any case. */
  readonly only?: readonly string[] | undefined
  /** Never these: they hold secrets. */
  readonly never: readonly string[]
}

/** An NDJSON file may have other keys on each line. */
const MAX_COLUMNS = 200

/** Collects the columns of a file that the report of a run repeats, while the rows are planned. */
export class KeptColumns {
  readonly #used: readonly string[]
  readonly #keeps: KeptFields
  readonly #all = new Map<string, FileColumn>()
  readonly #seen = new Set<string>()
  #latest: readonly FileColumn[] | undefined

  /** @param used the columns that the message uses */
  constructor(used: readonly string[], keeps: KeptFields = {never: []}) {
    this.#used = used
    this.#keeps = keeps
  }

  /** What the frozen list keeps of a row besides the fields that it has anyway. */
  of({fields, columns, token}: Row, {fields: has = {}}: {readonly fields?: Fields | undefined}): Kept {
    if (columns === undefined) return {}
    if (columns !== this.#latest) this.#see(columns)
    const others = columns.flatMap(({name}) => {
      const value = fields[name] ?? ''
      const isKept = this.#all.has(name) && value !== '' && value !== token
      return isKept && has[name] === undefined ? [[name, value] as const] : []
    })
    return others.length === 0 ? {} : {others: Object.fromEntries(others)}
  }

  #see(columns: readonly FileColumn[]): void {
    this.#latest = columns
    const {only, never} = this.#keeps
    for (const column of columns) {
      const {name} = column
      this.#seen.add(name)
      const isNamed = only === undefined || only.includes(name) || this.#used.includes(name)
      if (isNamed && !never.includes(name) && !this.#all.has(name) && this.#all.size < MAX_COLUMNS)
        this.#all.set(name, column)
    }
  }

  /** In the order of the file. */
  get all(): readonly FileColumn[] {
    return [...this.#all.values()]
  }

  /** The columns to keep that the file does not have. */
  get faults(): readonly Fault[] {
    const {only = []} = this.#keeps
    const missing = this.#latest === undefined ? [] : only.filter(name => !this.#seen.has(name))
    return missing.map(name => {
      const suggestion = nearest(name, [...this.#seen])
      const listed = `it has ${[...this.#seen].join(', ')}`
      const more = suggestion === undefined ? listed : `did you mean ${suggestion}?`
      return {path: 'columns', message: `there is no ${name} to keep; ${more}`}
    })
  }
}

type Row = Pick<RecipientRow, 'fields' | 'columns' | 'token'>

interface Kept {
  readonly others?: Fields
}
