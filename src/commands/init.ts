import {existsSync} from 'node:fs'
import {basename, dirname} from 'node:path'
import type {Command} from 'commander'
import type {SettingsFile} from '../config/schema.ts'
import type {Context} from '../context.ts'
import {UsageError} from '../errors.ts'
import type {View} from '../terminal/view.ts'
import {answers, type InitFlags} from './init/answers.ts'
import {starterPage} from './init/starter-page.ts'
import {completedOption} from './shared/arguments/completed.ts'
import {PAGE_FILE} from './shared/files/page-file-name.ts'
import {
  declareOverwrite,
  type OutFile,
  type OverwriteFlags,
  outFile,
  writeOut,
} from './shared/files/write-out.ts'

interface Options extends InitFlags, OverwriteFlags {
  readonly pageFile?: boolean
}

interface NewFile {
  readonly file: string
  readonly text: string
}

export interface Initialised {
  readonly files: readonly NewFile[]
  /** False in a dry run. */
  readonly written: boolean
  /** The next commands to run. */
  readonly next: readonly string[]
}

export function declare(command: Command): void {
  declareOverwrite(command)
    .option('--pages <name=id,name=id>', 'the Pages, each with a name for msgr and its page id')
    .option('--app-id <id>', 'the id of the app')
    .option(
      '--token-from <reference>',
      'where the tokens of the Pages come from: store, env:NAME or file:PATH; for one Page shop=env:NAME; repeatable',
      (value: string, former: readonly string[] = []) => [...former, value],
    )
    .option('--app-secret-from <reference>', 'where the app secret comes from')
    .addOption(completedOption('pages', '--default-page <name>', 'the Page for commands without --page'))
    .option('--page-file', `also write a starter ${PAGE_FILE} for msgr page apply`)
    .addHelpText(
      'after',
      `
Asks for everything that no flag sets, and offers the Pages in your settings, with --emulator those of the emulator. Without a terminal,
only --pages is required: tokens come from the store, there is no app, and the first Page is the default. The file never contains a
secret, only where it comes from. Answers are checked immediately; an existing file is replaced only if you agree.

Examples:
  $ msgr init
  $ msgr init --pages shop=109876543210987,staging=109876543210988 --token-from store --token-from shop=env:SHOP_TOKEN
  $ msgr init --pages shop=109876543210987 --app-id 1234567890123456 --app-secret-from env:APP_SECRET --dry-run`,
    )
}

export async function run(context: Context, {overwrite, pageFile, ...flags}: Options): Promise<Initialised> {
  const {NEW_PROJECT_FILE, projectText} = await import('../config/project-text.ts')
  const projectFile = await newProjectFile(context, NEW_PROJECT_FILE, {overwrite})
  const settings = await answers(context, flags)
  const hasStarter = await wantsStarter(context, pageFile)
  const files = [
    {file: NEW_PROJECT_FILE, text: projectText(settings)},
    ...(hasStarter ? [{file: PAGE_FILE, text: starterPage}] : []),
  ]
  for (const {file, text} of files)
    await (file === NEW_PROJECT_FILE ? projectFile.write(text) : writeOut(context, file, text))
  return {files, written: !context.globals.dryRun, next: await nextCommands(context, settings, hasStarter)}
}

/** @throws {UsageError} when there is a project file with another name, or one that nobody agreed to replace. */
async function newProjectFile(context: Context, file: string, options: OverwriteFlags): Promise<OutFile> {
  const {io} = context
  const {projectFile} = (await context.config()).paths
  const isHere = projectFile !== undefined && dirname(projectFile) === io.cwd
  if (projectFile !== undefined && !isHere) io.note(`${projectFile} will no longer be read in this folder`)
  if (isHere && basename(projectFile) !== file) {
    throw new UsageError(`There is already a project file here: ${basename(projectFile)}`, {
      hint: 'Edit that file, or remove it first: msgr config path',
    })
  }
  return outFile(context, file, options)
}

/** An existing Page file is left alone. */
async function wantsStarter({io, prompt}: Context, isRequested: boolean | undefined): Promise<boolean> {
  if (existsSync(io.resolve(PAGE_FILE))) {
    if (isRequested) io.warn(`${PAGE_FILE} already exists and was not changed`)
    return false
  }
  if (isRequested !== undefined || !io.isInteractive) return isRequested ?? false
  return prompt.confirm(`Also write a starter ${PAGE_FILE}?`, '--page-file')
}

async function nextCommands(
  context: Context,
  {pages = {}}: SettingsFile,
  hasStarter: boolean,
): Promise<readonly string[]> {
  const msgr = context.globals.emulator ? 'msgr --emulator' : 'msgr'
  const stored = Object.entries(pages).flatMap(([name, {token}]) => (token === 'store' ? name : []))
  const lacking = await Promise.all(stored.map(async name => ((await needsLogin(context, name)) ? name : [])))
  return [
    ...lacking.flat().map(name => `${msgr} login --page ${name}`),
    `${msgr} doctor`,
    `${msgr} page ${hasStarter ? 'plan' : 'pull'}`,
  ]
}

async function needsLogin(context: Context, page: string): Promise<boolean> {
  const {target, connection} = await context.forPage(page).config()
  return target === 'platform' && (connection.pageName !== page || connection.pageToken === undefined)
}

export const isVerbatim = true

export const view: View<Initialised> = ({files, written, next}, {good}) =>
  written
    ? [
        ...files.map(({file}) => `${good('✔')} Wrote ${file}`),
        'Next:',
        ...next.map(command => `  ${command}`),
      ].join('\n')
    : files.map(({file, text}) => `# ${file}\n${text}`).join('\n')
