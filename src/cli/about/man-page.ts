import {globalFlags, helpFlag, versionFlag} from '../global-flags.ts'
import {usageOf} from './commands.ts'
import type {ArgumentDescription, CommandDescription, OptionDescription} from './describe.ts'

interface Edition {
  readonly version: string
  /** `2026-11-27` */
  readonly day: string
  /** The documentation: the name of each page, and its text as a terminal shows it. */
  readonly pages: readonly (readonly [name: string, text: string])[]
}

/** The manual page msgr(1), in the language of man(7). */
export function manPage(commands: readonly CommandDescription[], {version, day, pages}: Edition): string {
  return [
    `.TH MSGR 1 "${day}" "msgr ${version}" "User Commands"`,
    '.SH NAME',
    'msgr \\- operate a Messenger Page from the command line',
    '.SH SYNOPSIS',
    '.B msgr',
    '.I command',
    '.RI [ flags ]',
    '.SH DESCRIPTION',
    roff('msgr operates a Messenger Page: from the command line, from scripts, and on an emulator.'),
    '.SH COMMANDS',
    ...commands.flatMap(commandLines),
    '.SH GLOBAL OPTIONS',
    ...[...globalFlags, helpFlag, versionFlag].flatMap(({flags, about}) => tagged(flags, about)),
    ...pages.flatMap(([name, text]) => [
      `.SH ${roff(name.toUpperCase().replaceAll('-', ' '))}`,
      ...verbatim(text),
    ]),
    '',
  ].join('\n')
}

function commandLines(command: CommandDescription): readonly string[] {
  return [
    `.SS ${roff(usageOf(command))}`,
    `${roff(command.summary)}.`,
    ...command.arguments.flatMap(argument => tagged(argument.name, aboutOf(argument))),
    ...command.options.flatMap(option => tagged(option.flags, aboutOf(option))),
    ...(command.details === '' ? [] : verbatim(command.details)),
  ]
}

const aboutOf = ({about, choices}: ArgumentDescription | OptionDescription) =>
  choices === undefined ? about : `${about}: ${choices.join(', ')}`

const tagged = (tag: string, about: string): readonly string[] => ['.TP', `.B ${roff(tag)}`, roff(about)]

/** Lines that stay as they are. */
function verbatim(text: string): readonly string[] {
  return ['.PP', '.nf', ...text.trim().split('\n').map(roff), '.fi']
}

/** Text in which nothing is taken for a request or an escape. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(
      /[^\u0020-\u007e]/gu,
      letter => `\\[u${letter.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}]`,
    )
    .replace(/^(?=[.'])/, '\\&')
}
