import {type CommandEntry, groups} from '../commands/index.ts'
import type {Style} from '../terminal/view.ts'
import {globalFlags, helpFlag, versionFlag} from './global-flags.ts'
import {table as commands} from './table.ts'
import {topics} from './topics.ts'

/** The nouns by what a person is about; a noun that is missing here is listed at the end. */
const sections: readonly (readonly [title: string, nouns: readonly string[]])[] = [
  ['Start', ['init', 'login', 'logout', 'use', 'whoami', 'doctor', 'config', 'page']],
  ['The Page', ['profile', 'label', 'persona', 'template', 'nlp', 'code', 'insights']],
  [
    'People and messages',
    ['send', 'attachment', 'sticker', 'broadcast', 'conversation', 'user', 'thread', 'id'],
  ],
  ['Webhooks', ['webhook', 'listen', 'trigger', 'replay', 'signed-request']],
  ['The emulator', ['emulator']],
  ['Ended on the platform', ['creative', 'sponsored']],
  ['For scripts and shells', ['api', 'schema', 'commands', 'completion', 'man']],
]

const firstThings: readonly (readonly [command: string, about: string])[] = [
  ['msgr --emulator label list', 'any command, on the emulator: no account, no token, no network'],
  ['msgr emulator start', 'the Messenger Platform on this machine, for all commands at once'],
  ['msgr whoami', 'with MSGR_PAGE_TOKEN set: which Page, and what the token may do'],
]

/** The help of msgr itself. */
export function rootHelp(style: Style): string {
  const nouns = [...new Set(Object.keys(commands).map(name => name.split(' ', 1)[0] ?? name))]
  const placed = new Set(sections.flatMap(([, names]) => names))
  const rest: readonly [string, readonly string[]] = ['More', nouns.filter(noun => !placed.has(noun))]
  const parts = [...sections, rest]
    .map(([title, names]) => [title, names.filter(name => nouns.includes(name))] as const)
    .filter(([, names]) => names.length > 0)
    .map(([title, names]) => `${style.bold(title)}\n${names.map(noun => nounLines(noun, style)).join('')}`)
  return [
    'msgr operates a Messenger Page: from the command line, from scripts, and on an emulator.\n',
    `${style.bold('Usage')}  msgr <command> [flags]\n`,
    `${style.bold('First things to try')}\n${columns(firstThings)}`,
    ...parts,
    flagLines(style),
    `${style.bold('More help')}\n${columns([
      ['msgr <command> --help', 'arguments, flags and examples of one command'],
      ...Object.entries(topics).map(([name, {about}]) => [`msgr help ${name}`, about] as const),
    ])}`,
  ].join('\n')
}

/** The help of a noun: its verbs. */
export function nounHelp(noun: string, style: Style): string {
  const verbs = Object.entries(commands).filter(([name]) => name.startsWith(`${noun} `))
  const about = groups[noun]
  return [
    ...(about === undefined ? [] : [`${about}\n`]),
    `${style.bold('Usage')}  msgr ${noun} <command> [flags]\n`,
    `${style.bold('Commands')}\n${columns(verbs.map(([name, {summary}]) => [name, summary] as const))}`,
    flagLines(style),
    `msgr ${noun} <command> --help shows arguments, flags and examples of one command.\n`,
  ].join('\n')
}

function nounLines(noun: string, style: Style): string {
  const single: CommandEntry | undefined = commands[noun]
  if (single !== undefined) return columns([[noun, single.summary]], NOUN_WIDTH)
  const verbs = Object.keys(commands)
    .filter(name => name.startsWith(`${noun} `))
    .map(name => name.slice(noun.length + 1))
  const indent = ' '.repeat(INDENT.length + NOUN_WIDTH + GAP.length)
  return `${columns([[noun, groups[noun] ?? '']], NOUN_WIDTH)}${indent}${style.faint(verbs.join(' · '))}\n`
}

function flagLines(style: Style): string {
  const all = [...globalFlags, helpFlag, versionFlag]
  return `${style.bold('Global options')}\n${columns(all.map(({flags, about, choices}: {flags: string; about: string; choices?: readonly string[]}) => [flags, choices === undefined ? about : `${about}: ${choices.join(', ')}`] as const))}`
}

const INDENT = '  '
const GAP = '  '
const NOUN_WIDTH = 14

function columns(rows: readonly (readonly [string, string])[], least = 0): string {
  const width = Math.max(least, ...rows.map(([left]) => left.length))
  return rows
    .map(([left, right]) => `${INDENT}${left.padEnd(width)}${GAP}${right}`.trimEnd())
    .map(line => `${line}\n`)
    .join('')
}
