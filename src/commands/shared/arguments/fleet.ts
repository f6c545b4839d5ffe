import type {Context} from '../../../context.ts'
import type {Cell} from '../../../terminal/view.ts'

/** A Page as one row of the table of several Pages. */
export interface FleetRow {
  readonly state: 'ok' | 'warning' | 'fault'
  /** One for each column of the form. */
  readonly cells?: readonly Cell[]
  /** What is wrong, in a few words; undefined when nothing is. */
  readonly problem: string | undefined
  /** The command that says more about this Page or fixes it, without `msgr` and `--page`. Default `doctor`. */
  readonly next?: string
}

/** Makes a value once for all Pages that share the key: what is asked of an app is not asked again for each of its Pages. */
export type Once = <Value>(key: string, make: () => Promise<Value>) => Promise<Value>

/** How a command shows several Pages in one table. */
export interface FleetForm<Result> {
  /** Columns between the state and the problem, made from the arguments and the options. Default: none. */
  // biome-ignore lint/suspicious/noExplicitAny: each command declares its own arguments and options
  readonly columns?: (...args: any[]) => readonly string[]
  /** Receives the result, then the arguments and the options. */
  // biome-ignore lint/suspicious/noExplicitAny: each command declares its own arguments and options
  readonly row: (result: Result, ...args: any[]) => FleetRow
  /** In place of the `run` of the command, when the Pages share a part of the work. */
  // biome-ignore lint/suspicious/noExplicitAny: each command declares its own arguments and options
  readonly run?: (context: Context, once: Once, ...args: any[]) => Promise<Result>
  /** Lines below the table about what is not of one Page: the app, its callback. */
  readonly inCommon?: (results: readonly Result[]) => readonly string[]
}

export function createOnce(): Once {
  const made = new Map<string, Promise<unknown>>()
  return <Value>(key: string, make: () => Promise<Value>) => {
    const known = made.get(key) ?? make()
    made.set(key, known)
    return known as Promise<Value>
  }
}

/** A line for each distinct text, with how many Pages have it: `Callback: https://… (30 Pages)`. */
export function countedLines(name: string, texts: readonly (string | undefined)[]): readonly string[] {
  const known = texts.filter(text => text !== undefined)
  return [...new Set(known)].map(text => {
    const count = known.filter(other => other === text).length
    return `${name}: ${text} (${count === 1 ? 'one Page' : `${count} Pages`})`
  })
}

/** Shares nothing: for a single Page. */
export const notShared: Once = (_key, make) => make()
