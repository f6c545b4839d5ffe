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
  /** Commands to go on with. */
  readonly next: readonly string[]
}

export function declare(command: Command): void {
  declareOverwrite(command)
    .option('--pages <name=id,name=id>', 'the Pages, each with what it is called in msgr and its page id')
    .option('--app-id <id>', 'the id of the app')
    .option(
      '--token-from <reference>',
      'where the tokens of the Pages come from: store, env:NAME or file:PATH; for one Page shop=env:NAME; repeatable',
      (value: string, former: readonly string[] = []) => [...former, value],
    )
    .option('--app-secret-from <reference>', 'where the app secret comes from')
    .addOption(completedOption('pages', '--default-page <name>', 'the Page of commands without --page'))
    .option('--page-file', `write a starter ${PAGE_FILE} too, for msgr page apply`)
    .addHelpText(
      'after',
      `
Asks for what no flag says, and offers the Pages of your settings, with --emulator those of the emulator. Where nobody can be asked,
only --pages is needed: tokens come from the store, there is no app, and the first Page is the default. A secret is never written
out: it is named by where it comes from. Answers are checked as they are given; a file that is there stays unless you agree.

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

/** @throws {UsageError} when there is a project file of another name, or one that nobody agreed to replace. */
async function newProjectFile(context: Context, file: string, options: OverwriteFlags): Promise<OutFile> {
  const {io} = context
  const {projectFile} = (await context.config()).paths
  const isHere = projectFile !== undefined && dirname(projectFile) === io.cwd
  if (projectFile !== undefined && !isHere) io.note(`${projectFile} is not read here any more after this`)
  if (isHere && basename(projectFile) !== file) {
    throw new UsageError(`There is a project file here already: ${basename(projectFile)}`, {
      hint: 'Change that one, or take it away first: msgr config path',
    })
  }
  return outFile(context, file, options)
}

/** A Page file that is there is left alone. */
async function wantsStarter({io, prompt}: Context, isWanted: boolean | undefined): Promise<boolean> {
  if (existsSync(io.resolve(PAGE_FILE))) {
    if (isWanted) io.warn(`${PAGE_FILE} already exists, and stays as it is`)
    return false
  }
  if (isWanted !== undefined || !io.isInteractive) return isWanted ?? false
  return prompt.confirm(`Write a starter ${PAGE_FILE} too?`, '--page-file')
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
        ...files.map(({file}) => `${good('✔')} ${file} is written`),
        'Next:',
        ...next.map(command => `  ${command}`),
      ].join('\n')
    : files.map(({file, text}) => `# ${file}\n${text}`).join('\n')
