import {type MembersTally, unknowable} from '../../../audience/members.ts'
import type {ImportPlan, LabelPlan} from '../../../bulk/label-import/plan.ts'
import {formatPlace} from '../../../bulk/recipient-rows.ts'
import type {Context} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'
import type {CustomLabel} from '../../../platform/custom-labels.ts'
import {nearest} from '../../../platform/near-miss.ts'
import {MAX_BATCH_OPERATIONS} from '../../../platform/route.ts'
import type {View} from '../../../terminal/view.ts'
import {count} from '../../shared/wording/run-counts.ts'
import type {RowsTally} from './import-rows.ts'

/** What an import would do. The keys are a public API. */
export interface LabelImportPlan {
  readonly rows: number
  /** Rows that are not valid. */
  readonly invalid: number
  /** Rows that repeat an earlier row. */
  readonly duplicates: number
  /** Labels to create. Undefined in a dry run, which does not look up the Page's labels. */
  readonly create: readonly string[] | undefined
  /** Memberships to make. */
  readonly assign: number
  /** Memberships to end; 0 without --replace. */
  readonly unassign: number
  /** Calls needed to carry it out. */
  readonly requests: number
  readonly labels: readonly {readonly label: string; readonly assign: number; readonly unassign: number}[]
  /** With --replace: for how many people the labels were requested, and for how many the platform did not return them. */
  readonly known: {readonly asked: number; readonly untold: number} | undefined
}

export interface Findings {
  readonly plan: ImportPlan
  readonly tally: RowsTally
  /** Undefined if not looked up. */
  readonly existing: readonly CustomLabel[] | undefined
  /** Undefined without --replace. */
  readonly members: MembersTally | undefined
}

export function toLabelImportPlan({plan, tally, existing, members}: Findings): LabelImportPlan {
  const create = plan.labels.filter(({id}) => id === undefined).map(({name}) => name)
  const {assign, unassign, duplicates} = plan
  const batches = Math.ceil((assign + unassign) / MAX_BATCH_OPERATIONS)
  return {
    rows: tally.rows,
    invalid: tally.invalid,
    duplicates,
    create: existing === undefined ? undefined : create,
    assign,
    unassign,
    requests: batches + create.length,
    labels: plan.labels.map(label => ({label: label.name, assign: label.assign, unassign: label.unassign})),
    known: members && {asked: members.asked, untold: members.untold},
  }
}

/** @throws {UsageError} naming every label that the Page does not have, unless they are to be created. */
export function refuseMissing(
  {io}: Pick<Context, 'io'>,
  {plan, existing = []}: Findings,
  isCreating: boolean,
): void {
  const missing = plan.labels.filter(({id}) => id === undefined)
  const names = existing.map(({page_label_name: name}) => name)
  if (isCreating) {
    for (const {name} of missing) {
      const like = names.find(known => known.toLowerCase() === name.toLowerCase())
      if (like !== undefined) io.warn(`The label ${name} would be new, although there is ${like}`)
    }
    return
  }
  if (missing.length === 0) return
  const lines = missing.map(label => describe(label, nearest(label.name, names)))
  throw new UsageError(`The Page has no label with ${missing.length === 1 ? 'this name' : 'these names'}:`, {
    lines,
    hint: 'To create missing labels: --create-missing',
  })
}

function describe({name, assign, place}: LabelPlan, meant: string | undefined): string {
  const where = `${name} (${assign === 1 ? '' : `${count(assign)} people, first in `}${formatPlace(place)})`
  return meant === undefined ? where : `${where}; did you mean ${meant}?`
}

/** The plan in sentences, one per line. */
export function importPlanLines({
  create,
  assign,
  unassign,
  known,
  ...plan
}: LabelImportPlan): readonly string[] {
  const labels = plan.labels.length
  const created = create === undefined ? [] : [`${count(create.length)} of them new`]
  const skipped = [
    ...(plan.invalid > 0 ? [`${count(plan.invalid)} invalid ones skipped`] : []),
    ...(plan.duplicates > 0 ? [`${count(plan.duplicates)} repeat an earlier one`] : []),
  ]
  return [
    [plan.rows === 1 ? '1 row' : `${count(plan.rows)} rows`, ...skipped].join('; '),
    [`${count(labels)} ${labels === 1 ? 'label' : 'labels'}`, ...created].join(', '),
    `${count(assign)} to assign, ${count(unassign)} to remove, in ${plan.requests === 1 ? '1 call' : `${count(plan.requests)} calls`}`,
    ...(known === undefined ? [] : [`${count(known.asked)} people's labels were read. ${unknowable}.`]),
    ...(known === undefined || known.untold === 0
      ? []
      : [`The platform did not return the labels of ${people(known.untold)}: theirs stay as they are`]),
  ]
}

export const importPlanView: View<LabelImportPlan> = plan => {
  const lines = plan.labels.map(({label, assign, unassign}) => {
    const isNew = plan.create?.includes(label) === true ? ', new' : ''
    return `  ${label}: ${count(assign)} to assign, ${count(unassign)} to remove${isNew}`
  })
  return [...importPlanLines(plan), ...lines].join('\n')
}

const people = (number: number) => (number === 1 ? '1 person' : `${count(number)} people`)
