import type {WelcomeFlowId} from '../../platform/ids.ts'
import {welcomeMessageFlowsRoutes as routes} from '../../platform/welcome-message-flows.ts'
import {judgeFlowChange, judgeNewFlow} from '../../platform/welcome-message-flows-check.ts'
import {missingParameter, noSuchObject, type PlatformError} from '../errors.ts'
import {answerList, type NodeType} from '../graph/nodes.ts'
import type {StoredWelcomeFlow} from '../state/page.ts'
import {toPlatformTime} from '../state/time.ts'
import {type Call, pageOf, type Resource, type World} from '../world.ts'
import {invalid, refusalOf} from './refusals.ts'

const access = {tokens: ['page'], scopes: ['pages_messaging']} as const

/** The names are those of Meta's SDK; the guide's sample calls the messages `welcome_message`. */
const flowType: NodeType<StoredWelcomeFlow> = {
  name: 'CTXPartnerAppWelcomeMessageFlow',
  id: ({id}) => id,
  defaults: ['name', 'welcome_message_flow', 'eligible_platforms', 'last_update_time', 'is_used_in_ad'],
  fields: {
    name: ({name}) => name,
    welcome_message_flow: ({steps}) => JSON.stringify(steps),
    eligible_platforms: ({platforms}) => platforms,
    last_update_time: ({updatedMs}) => toPlatformTime(updatedMs),
    is_used_in_ad: ({isUsedInAd}) => isUsedInAd,
    is_ig_only_flow: ({platforms}) => platforms.every(platform => platform === 'instagram'),
  },
}

export const welcomeMessageFlows: Resource = {
  [routes.list]: {
    ...access,
    takes: ['flow_id'],
    lacks: ['app_id'],
    answer: (world, call) => {
      const {flow_id: asked} = call.params
      const flows = ownFlows(world, call)
      return answerList(
        flowType,
        asked === undefined ? flows : flows.filter(({id}) => id === idIn(asked)),
        world,
        call,
      )
    },
  },
  [routes.save]: {
    ...access,
    answer: (world, call) =>
      call.params['flow_id'] === undefined ? create(world, call) : change(world, call),
  },
  [routes.delete]: {
    ...access,
    takes: ['flow_id'],
    answer: (world, call) => {
      const {id} = changeable(world, call)
      delete world.state.welcomeFlows[id]
      return {success: true}
    },
  },
}

function create(world: World, call: Call): unknown {
  const {faults, value} = judgeNewFlow(call.params, optionsIn(world))
  refuse(faults)
  const id = world.newId('15') as WelcomeFlowId
  world.state.welcomeFlows[id] = {
    id,
    pageId: pageOf(call).id,
    appId: call.token.appId,
    name: value.name,
    platforms: value.eligible_platforms,
    steps: value.welcome_message_flow,
    updatedMs: world.now(),
    isUsedInAd: false,
  }
  return {flow_id: id}
}

function change(world: World, call: Call): unknown {
  const flow = changeable(world, call)
  const {name, eligible_platforms, welcome_message_flow} = call.params
  const {faults, value} = judgeFlowChange(
    Object.fromEntries(
      Object.entries({name, eligible_platforms, welcome_message_flow}).filter(
        ([, each]) => each !== undefined,
      ),
    ),
    optionsIn(world),
  )
  refuse(faults)
  flow.name = value.name ?? flow.name
  flow.platforms = value.eligible_platforms ?? flow.platforms
  flow.steps = value.welcome_message_flow ?? flow.steps
  flow.updatedMs = world.now()
  return {success: true}
}

const optionsIn = (world: World) => ({today: world.today(), isEmulated: true})

function refuse(faults: ReturnType<typeof judgeNewFlow>['faults']): void {
  const errors = faults.filter(({rule, severity}) => severity !== 'warning' && rule !== 'unknown-key')
  if (errors.some(({segments}) => segments.length === 0)) throw missingParameter('name')
  const refusal = refusalOf(errors)
  if (refusal !== undefined) throw refusal
}

/** @throws {PlatformError} 100 for a flow that the app does not have, or that an ad uses. */
function changeable(world: World, call: Call): StoredWelcomeFlow {
  const {flow_id: asked} = call.params
  if (asked === undefined) throw missingParameter('flow_id')
  const id = idIn(asked)
  const flow = ownFlows(world, call).find(each => each.id === id)
  if (flow === undefined) throw noSuchObject(call.route.split(' ')[0] ?? '', id)
  if (!flow.isUsedInAd) return flow
  const refusal: PlatformError = invalid(
    `The flow ${id} is used in an ad, and can be neither changed nor deleted`,
  )
  throw refusal
}

/** The guide's samples send `-F 'flow_id="123"'`, with the quotes in the value. */
const idIn = (value: unknown): string => String(value).replace(/^"(.*)"$/, '$1')

function ownFlows(world: World, call: Call): readonly StoredWelcomeFlow[] {
  const {id} = pageOf(call)
  return Object.values(world.state.welcomeFlows).filter(
    ({pageId, appId}) => pageId === id && appId === call.token.appId,
  )
}
