import {globalFlags, spellings, takesNext} from '../global-flags.ts'

/** A command line up to where the person pressed Tab. */
export interface Typed {
  /** `label assign`; empty before the first word. */
  readonly path: string
  /** Whether `path` is a command; a noun else. */
  readonly isCommand: boolean
  /** Flags before the command, and everything behind it but the last word. */
  readonly args: readonly string[]
  /** The last word, which is being typed. */
  readonly last: string
  /** Whether the word in hand is the value of a global flag before the command, such as `--page`. */
  readonly flag: string | undefined
}

/** Splits what was typed, as far as it is known. Unknown words return a path that nothing starts with. */
export function takeApart(words: readonly string[], names: readonly string[]): Typed {
  const last = words.at(-1) ?? ''
  const flags: string[] = []
  let path = ''
  for (let index = 0; index < words.length - 1; index++) {
    const word = words[index] ?? ''
    if (word.startsWith('-')) {
      flags.push(word)
      if (takesNext(word)) {
        if (index === words.length - 2) return {path, isCommand: false, args: flags, last, flag: word}
        flags.push(words[++index] ?? '')
      }
      continue
    }
    const longer = path === '' ? word : `${path} ${word}`
    if (names.includes(longer))
      return {
        path: longer,
        isCommand: true,
        args: [...flags, ...words.slice(index + 1, -1)],
        last,
        flag: undefined,
      }
    path = longer
  }
  return {path, isCommand: false, args: flags, last, flag: undefined}
}

/** The words that may follow a path, each once. */
export function nextWords(path: string, names: readonly string[]): readonly string[] {
  const begin = path === '' ? '' : `${path} `
  const next = names
    .filter(name => name.startsWith(begin))
    .map(name => name.slice(begin.length).split(' ', 1)[0])
  return [...new Set(next as string[])]
}

/** The global flags in each spelling, with what they are about. */
export const globalSpellings: readonly Candidate[] = globalFlags.flatMap(flag =>
  spellings(flag).map(value => ({value, about: flag.about})),
)

/** One way to go on. */
export interface Candidate {
  readonly value: string
  readonly about?: string | undefined
}
