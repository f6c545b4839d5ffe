import * as z from 'zod'
import type {Context} from '../../../context.ts'
import {canonicalJson} from '../../../desired/same.ts'
import {MsgrError, UsageError} from '../../../errors.ts'
import {isObject} from '../../../platform/fields-schema.ts'
import type {PlannedPage} from './plan-pages.ts'

const planFileSchema = z.strictObject({
  /** The version of this format. */
  msgr_plan: z.literal(1),
  /** ISO 8601. */
  made_at: z.string(),
  allow_deletes: z.boolean(),
  pages: z.array(
    z.strictObject({
      /** The name as given; null for the default Page of the settings. */
      name: z.string().nullable(),
      id: z.string(),
      /** The emulator or the host of the Graph API. */
      at: z.string(),
      /** A hash of the Page when it was planned. */
      state: z.string(),
      wanted: z.record(z.string(), z.unknown()),
      changes: z.array(z.record(z.string(), z.unknown())),
    }),
  ),
})

/** A plan as `page plan --out` writes it and `page apply` reads it. */
export type PlanFile = z.infer<typeof planFileSchema>
export type PlanOfPage = PlanFile['pages'][number]

/** The Page has changed since the plan was made; nothing was written. */
class StalePlanError extends MsgrError {
  override readonly name = 'StalePlanError'
  override readonly code = 'STALE_PLAN'
}

export const isPlan = (document: unknown): boolean => isObject(document) && 'msgr_plan' in document

/** @throws {UsageError} for a plan of another version of msgr. */
export function parsePlan(file: string, document: unknown): PlanFile {
  const {success, data} = planFileSchema.safeParse(document)
  if (success) return data
  throw new UsageError(`${file} is not a plan that this version of msgr can read`, {
    hint: 'Create it again: msgr page plan --out plan.json',
  })
}

export async function planOf({target, id, wanted, plan}: PlannedPage): Promise<PlanOfPage> {
  return {
    name: target.name ?? null,
    id,
    at: await placeOf(target.context),
    state: plan.state,
    wanted,
    changes: plan.changes.map(change => ({...change})),
  }
}

/** @throws {StalePlanError} if the Page has changed since the plan was made. */
export async function refuseStale({page, target, id, plan}: PlannedPage, made: PlanOfPage): Promise<void> {
  // A dry run reads no Page, and has nothing to compare with.
  if (target.context.globals.dryRun) return
  const place = await placeOf(target.context)
  if (id !== made.id || place !== made.at)
    throw new UsageError(
      `The plan is for the Page ${made.id} at ${made.at}, but this is the Page ${id} at ${place}`,
    )
  if (plan.state === made.state && canonicalJson(plan.changes) === canonicalJson(made.changes)) return
  throw new StalePlanError(`${page} was changed since the plan was made`, {
    hint: 'Plan again: msgr page plan',
  })
}

async function placeOf(context: Context): Promise<string> {
  const {target, graphUrl} = await context.connection()
  return target === 'emulator' ? 'emulator' : new URL(graphUrl).host
}
