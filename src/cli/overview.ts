import type {CommandEntry} from '../commands/index.ts'
import {groups} from '../commands/nouns.ts'
import {pages} from '../docs/index.ts'
import type {Style} from '../terminal/view.ts'
import {widthOf, wrapTo} from '../terminal/width.ts'
import {globalFlagsLine} from './global-flags.ts'
import {aboutColumn, helpItem} from './help-item.ts'
import {table as commands} from './table.ts'

/** The nouns, grouped by task; a noun that is missing here is listed at the end. */
const sections: readonly (readonly [title: string, nouns: readonly string[]])[] = [
  ['Start', ['init', 'login', 'logout', 'use', 'whoami', 'doctor', 'config', 'page']],
  ['The Page', ['profile', 'label', 'persona', 'template', 'nlp', 'code', 'insights']],
  [
    'People and messages',
    ['send', 'attachment', 'sticker', 'broadcast', 'conversation', 'user', 'thread', 'id'],
  ],
  ['Marketing messages', ['subscriber', 'campaign']],
  ['Webhooks', ['webhook', 'listen', 'trigger', 'replay', 'signed-request']],
  ['The emulator', ['emulator']],
  ['Discontinued by the platform', ['creative', 'sponsored']],
  ['For scripts and shells', ['api', 'schema', 'commands', 'completion', 'man']],
]

const firstThings: readonly (readonly [command: string, about: string])[] = [
  ['msgr --emulator label list', 'any command, on the emulator: no account, no token, no network'],
  ['msgr emulator start', 'the Messenger Platform on this machine, for all commands at once'],
  ['msgr whoami', 'with MSGR_PAGE_TOKEN set: the Page, and what the token may do'],
]

/** The help of msgr itself. @param width In columns. */
export function rootHelp(style: Style, width: number): string {
  const verbs = verbsByNoun()
  const nouns = [...verbs.keys()]
  const placed = new Set(sections.flatMap(([, names]) => names))
  const rest: readonly [string, readonly string[]] = ['More', nouns.filter(noun => !placed.has(noun))]
  const parts = [...sections, rest]
    .map(([title, names]) => [title, names.filter(name => nouns.includes(name))] as const)
    .filter(([, names]) => names.length > 0)
    .map(
      ([title, names]) =>
        `${style.bold(title)}\n${names.map(noun => nounLines(noun, verbs.get(noun) ?? [], style, width)).join('')}`,
    )
  return [
    filled('msgr operates a Messenger Page: from the command line, from scripts, and on an emulator.', width),
    `${style.bold('Usage')}  msgr <command> [flags]\n`,
    `${style.bold('First things to try')}\n${columns(firstThings, width)}`,
    ...parts,
    filled(globalFlagsLine, width),
    `${style.bold('More help')}\n${columns(
      [
        ['msgr <command> --help', 'arguments, flags and examples of one command'],
        ...Object.entries(pages).map(([name, {about}]) => [`msgr help ${name}`, about] as const),
      ],
      width,
    )}`,
  ].join('\n')
}

/** The help of a noun: its verbs. @param width In columns. */
export function nounHelp(noun: string, style: Style, width: number): string {
  const verbs = Object.entries(commands).filter(([name]) => name.startsWith(`${noun} `))
  const about = groups[noun]
  return [
    ...(about === undefined ? [] : [filled(about, width)]),
    `${style.bold('Usage')}  msgr ${noun} <command> [flags]\n`,
    `${style.bold('Commands')}\n${columns(
      verbs.map(([name, {summary}]) => [name, summary] as const),
      width,
    )}`,
    filled(globalFlagsLine, width),
    filled(`msgr ${noun} <command> --help shows arguments, flags and examples of one command.`, width),
    ...pagesAbout(noun).map(name => filled(`More about it: msgr help ${name}`, width)),
  ].join('\n')
}

const pagesAbout = (noun: string): readonly string[] =>
  Object.entries(pages).flatMap(([name, {nouns}]) => (nouns?.includes(noun) ? [name] : []))

/** The nouns in the order of the table, each with its verbs; a command of one word has no verbs. */
function verbsByNoun(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const name of Object.keys(commands)) {
    const [noun = name, ...verb] = name.split(' ')
    const verbs = found.get(noun) ?? []
    found.set(noun, verbs)
    if (verb.length > 0) verbs.push(verb.join(' '))
  }
  return found
}

function nounLines(noun: string, verbs: readonly string[], style: Style, width: number): string {
  const single: CommandEntry | undefined = commands[noun]
  if (single !== undefined) return columns([[noun, single.summary]], width, NOUN_WIDTH)
  // A verb of two words stays on one line, together with the dot after it.
  const all = verbs.join(' · ').replaceAll(' ', NO_BREAK).replaceAll(`·${NO_BREAK}`, '· ')
  const indent = ' '.repeat(aboutColumn(NOUN_WIDTH))
  const faintly = wrapTo(all, width - indent.length)
  const lines = faintly.map(line => `${indent}${style.faint(line.replaceAll(NO_BREAK, ' '))}\n`)
  return `${columns([[noun, groups[noun] ?? '']], width, NOUN_WIDTH)}${lines.join('')}`
}

const filled = (text: string, width: number) => `${wrapTo(text, width).join('\n')}\n`

const NOUN_WIDTH = 14
const NO_BREAK = '\u00a0'

/** Two columns: names and their descriptions. */
function columns(rows: readonly (readonly [string, string])[], width: number, least = 0): string {
  const nameWidth = Math.max(least, ...rows.map(([left]) => widthOf(left)))
  return rows.map(([left, right]) => `${helpItem(left, nameWidth, right, width)}\n`).join('')
}
