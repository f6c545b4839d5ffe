import type {Command} from 'commander'
import {collect} from '../../api/core/paging.ts'
import {labelArgument, resolveLabel} from '../../audience/find-label.ts'
import {type MembersTally, readMembers, unknowable} from '../../audience/members.ts'
import type {Context} from '../../context.ts'
import {PartlyDoneError} from '../../errors.ts'
import type {Psid} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {completedOption} from '../shared/arguments/completed.ts'
import {declareOut, type OutFlags, streamOut, viewOut, type WrittenRows} from '../shared/files/stream-out.ts'

/** One person with one label. */
export interface ExportedMember {
  readonly psid: Psid
  readonly name: string | undefined
  readonly label: string
}

export const json = {usual: 'lines', with: {'--out': 'document'}} as const
export const csv = {columns: ['psid', 'name', 'label']}

interface ExportOptions extends OutFlags {
  readonly label?: string
}

export function declare(command: Command): void {
  declareOut(
    command.addOption(
      completedOption('labels', '--label <label>', `export only this label: ${labelArgument}`),
    ),
  ).addHelpText(
    'after',
    `
No call of the platform lists the people with a label, so msgr asks for the labels of everyone who wrote to the Page, 50 people
per call. Prints a row for each label of each person. ${unknowable}.

Examples:
  $ msgr label export --out labels.csv
  $ msgr label export --label VIP --json`,
  )
}

export function run(
  context: Context,
  options: ExportOptions,
): AsyncIterable<ExportedMember> | Promise<WrittenRows> {
  const rows = exportMembers(context, options)
  const {out} = options
  return out === undefined || context.globals.dryRun
    ? rows
    : streamOut(context, rows, {view, csv}, {...options, out})
}

/** @throws {PartlyDoneError} at the end, when the platform did not return somebody's labels. */
async function* exportMembers(context: Context, {label}: ExportOptions): AsyncGenerator<ExportedMember> {
  const api = await context.api()
  const only = label === undefined ? undefined : await resolveLabel(context, api, label)
  const tally: MembersTally = {asked: 0, untold: 0}
  const counts = new Map<string, number>()
  for await (const {psid, name, labels} of readMembers(context, tally)) {
    for (const {id, page_label_name: labelName} of labels) {
      if (only !== undefined && id !== only) continue
      counts.set(id, (counts.get(id) ?? 0) + 1)
      yield {psid, name, label: labelName}
    }
  }
  if (context.globals.dryRun) return
  const known = only === undefined ? await collect(api.customLabels.list({limit: 100})) : []
  const empty = known.filter(({id}) => !counts.has(id)).map(({page_label_name: labelName}) => labelName)
  context.io.note(`Read the labels of ${tally.asked} people. ${unknowable}.`)
  if (empty.length > 0) context.io.note(`None of them has: ${empty.join(', ')}`)
  if (tally.untold === 0) return
  const people = tally.asked + tally.untold
  throw new PartlyDoneError(
    `The platform did not return the labels of ${tally.untold} of ${people} people: ${tally.reason}`,
  )
}

export const view: View<ExportedMember | readonly ExportedMember[] | WrittenRows> = (result, style) =>
  'file' in result
    ? viewOut(result, style)
    : {
        columns: ['psid', 'name', 'label'],
        rows: [result].flat().map(({psid, name, label}) => [psid, name, label]),
        whole: ['psid'],
      }

export const empty = ({label}: ExportOptions): string =>
  `No person who wrote to the Page has ${label === undefined ? 'a label' : `the label ${label}`}.`
