import {CALLING_FEATURE, readCallHours, ringTargets, callsRoutes as routes} from '../../platform/calls.ts'
import {missingParameter, type PlatformError} from '../errors.ts'
import {type Call, pageOf, type Resource} from '../world.ts'
import {flagOf, isSwitch} from './nlp-configs.ts'
import {personOnPage} from './people.ts'
import {invalid, notOneOf} from './refusals.ts'

const access = {tokens: ['page'], scopes: ['pages_messaging']} as const

const switches = ['audio_enabled', 'video_enabled', 'icon_enabled']

export const calls: Resource = {
  [routes.settings]: {
    ...access,
    answer: (_world, call) => ({data: [{...initial, ...pageOf(call).callSettings}]}),
  },
  [routes.set]: {
    ...access,
    answer: (_world, call) => {
      const page = pageOf(call)
      page.callSettings = {...page.callSettings, ...settingsIn(call)}
      return {success: true}
    },
  },
  [routes.permission]: {
    ...access,
    takes: ['psid'],
    answer: (world, call) => {
      const {psid} = call.params
      if (psid === undefined) throw missingParameter('psid')
      const {callsAllowedUntilMs: untilMs = 0} = personOnPage(world, call, String(psid))
      const isAllowed = untilMs > world.now()
      return {
        permission: isAllowed
          ? {status: 'temporary', expiration_time: Math.floor(untilMs / 1000)}
          : {status: 'no_permission'},
        actions: [
          {action_name: 'send_call_permission_request', can_perform_action: !isAllowed, limits: []},
          {action_name: 'start_call', can_perform_action: isAllowed, limits: []},
        ],
      }
    },
  },
  /** The platform does not show whether it is on, so nothing is kept. */
  [routes.enable]: {
    ...access,
    answer: (_world, call) => {
      const {features} = call.params
      if (!Array.isArray(features) || features.length === 0) throw missingParameter('features')
      for (const {feature} of features as readonly {readonly feature?: unknown}[])
        if (feature !== CALLING_FEATURE) throw notOneOf('features[0][feature]', [CALLING_FEATURE], feature)
      return {success: true}
    },
  },
}

const initial = {audio_enabled: false, video_enabled: false, icon_enabled: false}

function settingsIn({params}: Call): Readonly<Record<string, unknown>> {
  const given: Record<string, unknown> = {}
  for (const name of switches) {
    const value = params[name]
    if (value === undefined) continue
    if (!isSwitch(value)) throw invalid(`Param ${name} must be a boolean.`)
    given[name] = flagOf(value)
  }
  const {call_hours: hours, call_routing: routing} = params
  if (hours !== undefined) given['call_hours'] = demandHours(hours)
  if (routing !== undefined) {
    const {ring_target: target} = routing as {readonly ring_target?: unknown}
    if (!ringTargets.some(each => each === target))
      throw notOneOf('call_routing[ring_target]', ringTargets, target)
    given['call_routing'] = {ring_target: target}
  }
  if (Object.keys(given).length === 0) throw missingParameter('audio_enabled')
  return given
}

/** @throws {PlatformError} 100 */
function demandHours(document: unknown): unknown {
  const hours = readCallHours(document)
  if (typeof hours !== 'string') return hours
  const refusal: PlatformError = invalid(`Param call_hours: ${hours}`)
  throw refusal
}
