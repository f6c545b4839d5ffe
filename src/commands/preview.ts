import {extname} from 'node:path'
import {type Command, Option} from 'commander'
import {declarePsidColumn} from '../audience/list-flags.ts'
import type {Context} from '../context.ts'
import {UsageError} from '../errors.ts'
import type {SendRequest} from '../platform/messages.ts'
import type {View} from '../terminal/view.ts'
import {type FilledFlags, filledMessage} from './preview/filled-message.ts'
import {showMessage} from './preview/show-message.ts'
import {completedArgument, completedOption} from './shared/arguments/completed.ts'
import {declareOverwrite, type OverwriteFlags, outFileIfNamed} from './shared/files/write-out.ts'
import {addExamples} from './shared/wording/examples.ts'

/** Where a message can be seen. The keys are a public API. */
export interface Preview {
  /** The address of the chat page, as long as the command runs; undefined once a picture is written. */
  readonly url: string | undefined
  /** The picture; absolute. */
  readonly file: string | undefined
  /** The person in the file; undefined without one. */
  readonly psid: string | undefined
  /** As this person gets it. */
  readonly message: SendRequest['message']
}

interface Options extends FilledFlags, OverwriteFlags {
  readonly out?: string
  readonly open: boolean
}

export const json = 'lines'
export const isService = true

export function declare(command: Command): void {
  declareOverwrite(
    declarePsidColumn(
      command
        .addArgument(
          completedArgument(
            'files',
            '[message]',
            'JSON or YAML file with a message, a template or a Send API request; - reads standard input',
          ),
        )
        .option('--text <text>', 'a text instead of a file, such as "Hi {{first_name|there}}"')
        .addOption(
          completedOption(
            'files',
            '--to <file>',
            'fill it in for a person of this file: CSV, NDJSON or Excel; - reads standard input',
          ),
        )
        .option('--row <number>', 'which person of the file (default: the first)')
        .addOption(new Option('--via <api>', 'marketing: a paid marketing message').choices(['marketing']))
        .addOption(completedOption('files', '--out <file>', 'write a picture of it to a .png file, and end'))
        .option('--no-open', 'do not open the browser'),
    ),
  ).addHelpText(
    'after',
    `
Fills the message in for one person, checks it, and shows it on the chat page of an emulator that exists for this alone: nothing is
sent to the platform, no account is needed, and an emulator that runs is not touched. Ends with Ctrl-C.

A picture needs Chrome, Chromium or Edge; CHROME_PATH or MSGR_BROWSER names another one. A utility template, a saved
attachment and a persona are at the Page and cannot be shown here.`,
  )
  addExamples(
    command,
    'msgr preview sale.yaml',
    'msgr preview sale.yaml --to people.xlsx --row 3',
    'msgr preview --text "Hi {{first_name|there}}!" --to people.csv --out card.png',
  )
}

/** Returns one result once the message can be seen; without a picture to write, ends with Ctrl-C. */
export async function* run(
  context: Context,
  message: string | undefined,
  options: Options,
): AsyncGenerator<Preview> {
  const {out, overwrite, via, open} = options
  const {io} = context
  if (out !== undefined && extname(out).toLowerCase() !== '.png')
    throw new UsageError(`--out ${out} does not end in .png`)
  const file = await outFileIfNamed(context, out, {overwrite})
  const filled = await filledMessage(context, message, options)
  const seen = {psid: filled.psid, message: filled.request.message}
  const url = await showMessage(context, filled, via)
  if (file !== undefined && out !== undefined) {
    await file.write(await io.pictureOf(url, pictured))
    yield {...seen, url: undefined, file: io.resolve(out)}
    return
  }
  yield {...seen, url, file: undefined}
  if (open && io.isOutTerminal && io.isInTerminal) {
    const why = await io.openAddress(url)
    if (why !== undefined) io.warn(`The chat page was not opened: ${why}. Open ${url} in a browser`)
  }
  await untilAborted(context.signal)
}

/** The last message, with what is offered below it. */
const pictured = {
  selectors: ['article.of-page:last-of-type .line-main', '.quick-replies .chips'],
  width: 420,
} as const

export const view: View<Preview> = ({url, file, psid}, {good, bold, faint}) => {
  const whose = psid === undefined ? '' : ` for ${psid}`
  return file === undefined
    ? `${good('✔')} The message${whose}: ${bold(url ?? '')}   ${faint('end with Ctrl-C')}`
    : `${good('✔')} The message${whose}: ${file}`
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', () => resolve(), {once: true})
  })
}
