import type {Context} from '../../../context.ts'
import type {LastApplied} from '../../../desired/last-applied.ts'
import {type PagePlan, planPage} from '../../../desired/page-plan.ts'
import type {PageDescription} from '../../../desired/page-schema.ts'
import {type Fault, faultLine} from '../../../errors.ts'
import type {RuleFault} from '../../../platform/faults.ts'
import type {ProfileCheckOptions} from '../../../platform/messenger-profile-check.ts'
import {pageOf} from '../../shared/arguments/run-page.ts'
import {isEmulated, today} from '../../shared/arguments/target-time.ts'
import type {Target} from '../../shared/arguments/targets.ts'
import {lastAppliedOf} from '../../shared/files/last-applied.ts'
import {replacingProfile} from '../../shared/files/replacing-profile.ts'
import {isWarning, judge} from '../../shared/wording/faults.ts'
import {unknownPages} from './overlays.ts'
import type {PageFile} from './page-file.ts'

/** A Page with its content of the file, checked as far as possible without reading the Page. */
export interface DescribedTarget {
  readonly target: Target
  readonly wanted: PageDescription
  /** Faults that may not apply, because the Page already has what is missing. */
  readonly check: (known: Pick<ProfileCheckOptions, 'has' | 'domains'>) => readonly RuleFault[]
}

/** A Page that was read, and the changes that make it match the file. */
export interface PlannedPage {
  readonly target: Target
  readonly page: string
  readonly id: string
  readonly wanted: PageDescription
  readonly plan: PagePlan
  /** Undefined in a dry run. */
  readonly last: LastApplied | undefined
}

/** Checks the file for every Page before any of them is read. @throws {InvalidInputError} with every fault. */
export async function describeTargets(
  context: Context,
  file: PageFile,
  targets: readonly Target[],
): Promise<readonly DescribedTarget[]> {
  const found = await Promise.all(targets.map(target => describe(target, file)))
  const faults = found.flatMap(each => each.faults.filter(fault => isWarning(fault) || !mayBeOnPage(fault)))
  judge(
    context.io,
    file.file,
    once([...faults, ...(await unknownPages(targets[0]?.context ?? context, file))]),
  )
  return found
}

/** The same fault of several Pages is reported once. */
function once(faults: readonly Fault[]): readonly Fault[] {
  return [...new Map(faults.map(each => [faultLine(each), each])).values()]
}

async function describe(
  target: Target,
  file: PageFile,
): Promise<DescribedTarget & {readonly faults: readonly RuleFault[]}> {
  const {context, name} = target
  const {connection, emulatorPage} = await context.config()
  const names = [name, connection.pageName, connection.pageId, emulatorPage].filter(
    each => each !== undefined,
  )
  const day = await today(context).catch(() => new Date(context.clock.now()).toISOString().slice(0, 10))
  const options = {today: day, apiVersion: connection.apiVersion, isEmulated: await isEmulated(context)}
  const {wanted, faults} = file.describe(names, options)
  return {target, wanted, faults, check: known => file.describe(names, {...options, ...known}).faults}
}

const mayBeOnPage = ({rule}: RuleFault) => rule === 'get-started' || rule === 'whitelist'

/** Reads a Page and plans. @throws {InvalidInputError} for what is missing both in the file and on the Page. */
export async function planTarget(
  {target, wanted, check}: DescribedTarget,
  {file, allowDeletes}: {readonly file: string; readonly allowDeletes: boolean},
): Promise<PlannedPage> {
  const planned = await readAndPlan(target, wanted, allowDeletes)
  const {dryRun} = target.context.globals
  const expected = planned.plan.sections.find(({section}) => section === 'profile')?.expected ?? {}
  const has = Object.keys(expected).filter(facet => expected[facet] !== undefined)
  const domains = expected['profile.whitelisted_domains']
  const known = {
    has: has.map(facet => facet.replace(/^profile\./, '')),
    domains: Array.isArray(domains) ? domains.map(String) : [],
  }
  const lacking = dryRun ? [] : check(known).filter(fault => !isWarning(fault))
  judge(target.context.io, file, once(lacking))
  return planned
}

/** Reads a Page and plans, for any purpose. */
export async function readAndPlan(
  target: Target,
  wanted: PageDescription,
  allowDeletes: boolean,
): Promise<PlannedPage> {
  const {context} = target
  const connection = await context.connection()
  const api = await context.api()
  const isDry = context.globals.dryRun
  const {id, name} = isDry ? {id: connection.pageId ?? '', name: connection.pageName} : await pageOf(context)
  const {appId} = connection
  const last = isDry ? undefined : await lastAppliedOf(context, id)
  const replacing = isDry ? undefined : replacingProfile(context, 'page apply', id)
  const plan = await planPage(wanted, {api, allowDeletes, appId, last, replacing})
  return {target, page: target.name ?? name ?? id, id, wanted, plan, last}
}
