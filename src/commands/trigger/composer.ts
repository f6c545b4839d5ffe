import type {Context} from '../../context.ts'
import {makeCurrent} from '../../webhook/outgoing/make-current.ts'
import {assign} from './assign.ts'
import {batchOf, parseBatch} from './batch.ts'
import {toDashboardForm} from './dashboard-form.ts'
import {loadEvent} from './load-event.ts'
import type {TriggerOptions} from './options.ts'

/** Makes a new delivery each time, so that each message has its own id. */
export async function composer(
  context: Context,
  event: string,
  {batch, dashboard, asIs, set = []}: TriggerOptions,
): Promise<() => unknown> {
  const size = parseBatch(batch)
  const loaded = await loadEvent(context, event)
  const source = dashboard === true ? toDashboardForm(loaded) : loaded
  const {pageId} = await context.connection()
  const one = () =>
    set.reduce(assign, asIs === true ? source : makeCurrent(source, {...presentOf(context), pageId}))
  return () => batchOf(size, one)
}

export const presentOf = ({clock, random}: Context) => ({nowMs: clock.now(), random})
