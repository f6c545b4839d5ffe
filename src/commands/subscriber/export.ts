import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import type {View} from '../../terminal/view.ts'
import {declareOut, type OutFlags, streamOut, viewOut, type WrittenRows} from '../shared/files/stream-out.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {declareFilters, type FilterFlags, noSubscribers, toFilter} from './shared/filter-flags.ts'
import {
  type OwnSubscriber,
  readSubscribers,
  subscriberColumns,
  subscribersTable,
} from './shared/subscriber-row.ts'

interface ExportOptions extends FilterFlags, OutFlags {
  readonly showTokens?: boolean
}

export const json = {usual: 'lines', with: {'--out': 'document'}} as const
export const csv = {columns: subscriberColumns}

export function declare(command: Command): void {
  declareOut(
    declareFilters(command).option(
      '--show-tokens',
      'whole tokens, which are secrets; only into a file, which only you can read',
    ),
  ).addHelpText(
    'after',
    `
Reads the whole list, 1,000 subscribers per call. The platform changes it at any time: export it again before you use it. A broadcast
reads the file with --to.`,
  )
  addExamples(
    command,
    'msgr subscriber export --eligible --out subscribers.csv',
    'msgr subscriber export --show-tokens --out tokens.ndjson',
  )
}

const ONLY_OWNER = 0o600

export function run(
  context: Context,
  options: ExportOptions,
): AsyncIterable<OwnSubscriber> | Promise<WrittenRows> {
  const {out, showTokens = false} = options
  if (showTokens && out === undefined) {
    throw new UsageError('Whole tokens are not printed: whoever has one can write to the person', {
      hint: 'Write them to a file that only you can read: --show-tokens --out tokens.csv',
    })
  }
  const rows = exportRows(context, options)
  return out === undefined || context.globals.dryRun
    ? rows
    : streamOut(context, rows, {view, csv}, {...options, out, ...(showTokens && {mode: ONLY_OWNER})})
}

async function* exportRows(
  context: Context,
  {showTokens = false, ...flags}: ExportOptions,
): AsyncGenerator<OwnSubscriber> {
  const filter = await toFilter(context, flags)
  const bar = context.progress.start('Reading subscribers')
  let count = 0
  try {
    for await (const row of readSubscribers(context, {...filter, showTokens})) {
      count += 1
      yield row
      bar.update(count.toLocaleString('en-US'))
    }
  } finally {
    bar.stop()
  }
}

export const view: View<OwnSubscriber | readonly OwnSubscriber[] | WrittenRows> = (result, style) =>
  'file' in result ? viewOut(result, style) : subscribersTable([result].flat(), style)

export const empty = noSubscribers
