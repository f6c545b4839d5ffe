import {UsageError} from '../errors.ts'
import {nearest} from '../platform/near-miss.ts'
import {globalFlags, helpFlag, spellings, takesNext, versionFlag} from './global-flags.ts'

/** What a command line asks for. */
export type Route =
  | {readonly kind: 'command'; readonly name: string; readonly args: readonly string[]}
  /** A noun without a verb, or nothing at all (`noun` is empty). */
  | {readonly kind: 'overview'; readonly noun: string}
  | {readonly kind: 'page'; readonly name: string}
  | {readonly kind: 'version'}

export interface Known {
  /** `label list`, `listen`. */
  readonly commands: readonly string[]
  /** Of the documentation: `exit-codes`. */
  readonly pages: readonly string[]
}

/**
 * Finds the command in a command line; flags may stand before it. Never guesses.
 * @throws {UsageError} if a word or a flag is not known.
 */
export function route(argv: readonly string[], known: Known): Route {
  const flags: string[] = []
  let noun = ''
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? ''
    if (word === '--') break
    if (word.startsWith('-') && word !== '-') {
      flags.push(word)
      if (takesNext(word)) flags.push(argv[++index] ?? '')
      continue
    }
    if (noun === '' && word === 'version') return {kind: 'version'}
    if (noun === '' && word === 'help') return helpRoute([...flags, ...argv.slice(index + 1)], known)
    const path = noun === '' ? word : `${noun} ${word}`
    if (known.commands.includes(path))
      return {kind: 'command', name: path, args: [...flags, ...argv.slice(index + 1)]}
    if (!known.commands.some(name => name.startsWith(`${path} `))) throw unknownWord(noun, word, flags, known)
    noun = path
  }
  if (noun === '' && spellings(versionFlag).some(flag => flags.includes(flag))) return {kind: 'version'}
  checkFlags(flags)
  return {kind: 'overview', noun}
}

/** `help label list` is `label list --help`; `help exit-codes` is a page. */
function helpRoute(words: readonly string[], known: Known): Route {
  const page = words.find(word => !word.startsWith('-'))
  if (page !== undefined && known.pages.includes(page) && !isLongerPath(words, page))
    return {kind: 'page', name: page}
  const misspelt = page !== undefined && !isNoun(page, known) ? nearest(page, known.pages) : undefined
  if (misspelt !== undefined)
    throw new UsageError(`There is no help on ${page}`, {hint: `Did you mean msgr help ${misspelt}?`})
  const found = route(words, known)
  return found.kind === 'command' ? {...found, args: ['--help']} : found
}

/** `help config show` is about the command, `help config` about the page. */
function isLongerPath(words: readonly string[], page: string): boolean {
  return words.filter(word => !word.startsWith('-')).length > 1 && words.includes(page)
}

const isNoun = (word: string, {commands}: Known) => commands.some(name => name.split(' ', 1)[0] === word)

function unknownWord(noun: string, word: string, flags: readonly string[], known: Known): UsageError {
  const unknownFlag = flags.find(flag => flag.startsWith('-') && !isGlobal(flag))
  if (unknownFlag !== undefined) return unknownOption(unknownFlag)
  const depth = noun === '' ? 0 : noun.split(' ').length
  const siblings = known.commands
    .filter(name => noun === '' || name.startsWith(`${noun} `))
    .map(name => name.split(' ')[depth] ?? '')
  const all = noun === '' ? [...siblings, 'help', 'version'] : siblings
  const candidate =
    nearest(word, new Set(all)) ??
    (noun === '' ? known.commands.find(name => name.endsWith(` ${word}`)) : undefined)
  const typed = noun === '' ? word : `${noun} ${word}`
  const suggestion = noun === '' ? candidate : `${noun} ${candidate}`
  return new UsageError(`There is no command ${typed}`, {
    hint:
      candidate === undefined
        ? `See them all: msgr${noun && ` ${noun}`} --help`
        : `Did you mean msgr ${suggestion}?`,
  })
}

function checkFlags(flags: readonly string[]): void {
  for (let index = 0; index < flags.length; index++) {
    const flag = flags[index] ?? ''
    if (!isGlobal(flag)) throw unknownOption(flag)
    if (takesNext(flag)) index++
  }
}

const allSpellings = [...globalFlags, helpFlag, versionFlag].flatMap(spellings)

const isGlobal = (flag: string) => allSpellings.includes(flag.split('=', 1)[0] ?? flag)

function unknownOption(flag: string): UsageError {
  const candidate = nearest(flag, allSpellings)
  return new UsageError(`Unknown option ${flag}`, {
    hint: candidate === undefined ? 'The flags of a command stand after it' : `Did you mean ${candidate}?`,
  })
}
