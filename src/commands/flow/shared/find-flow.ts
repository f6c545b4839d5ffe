import {collect} from '../../../api/core/paging.ts'
import type {Api} from '../../../api/index.ts'
import type {Context} from '../../../context.ts'
import {MsgrError, UsageError} from '../../../errors.ts'
import {isNumericId, type WelcomeFlowId} from '../../../platform/ids.ts'
import {nearest} from '../../../platform/near-miss.ts'
import type {WelcomeFlow} from '../../../platform/welcome-message-flows.ts'
import {parseName} from '../../shared/arguments/given-name.ts'

/** The help text of the argument. */
export const flowArgument = 'the flow, by its name or id; a number counts as an id'

/**
 * The flow with an id, or with a name that no other flow has.
 * @throws {MsgrError} if there is none; {UsageError} if several have the name.
 */
export async function findFlow({welcomeMessageFlows}: Api, nameOrId: string): Promise<WelcomeFlow> {
  if (isNumericId(parseName(nameOrId, 'flow'))) {
    const flow = await welcomeMessageFlows.get(nameOrId as WelcomeFlowId)
    if (flow !== undefined) return flow
    throw new MsgrError(`There is no flow with the id ${nameOrId}`, {hint: 'To see all: msgr flow list'})
  }
  const all = await collect(welcomeMessageFlows.list({limit: 100}))
  const [only, ...others] = all.filter(({name}) => name === nameOrId)
  if (only === undefined) {
    const suggestion = nearest(
      nameOrId,
      all.map(({name}) => name),
    )
    throw new MsgrError(`There is no flow named ${nameOrId}`, {
      hint: suggestion === undefined ? 'To see all: msgr flow list' : `Did you mean ${suggestion}?`,
    })
  }
  if (others.length === 0) return only
  throw new UsageError(`${others.length + 1} flows are named ${nameOrId}`, {
    hint: `Give the id of one: ${[only, ...others].map(({id}) => id).join(', ')}`,
  })
}

/**
 * The same, for a flow that is to be changed or deleted. A dry run makes no calls.
 * @throws {MsgrError} as `findFlow`, and if an ad uses the flow: the platform would refuse.
 */
export async function findUnusedFlow(context: Context, nameOrId: string): Promise<WelcomeFlow> {
  if (context.globals.dryRun) return dryFlow(parseName(nameOrId, 'flow'))
  const flow = await findFlow(await context.api(), nameOrId)
  if (!flow.is_used_in_ad) return flow
  throw new MsgrError(
    `The flow ${flow.name} (${flow.id}) is used in an ad, and can be neither changed nor deleted`,
    {
      hint: 'Create another flow for the ad: msgr flow create',
    },
  )
}

const dryFlow = (nameOrId: string): WelcomeFlow => ({
  id: (isNumericId(nameOrId) ? nameOrId : 'FLOW_ID') as WelcomeFlowId,
  name: nameOrId,
  eligible_platforms: [],
  welcome_message_flow: undefined,
  last_update_time: undefined,
  is_used_in_ad: false,
})
