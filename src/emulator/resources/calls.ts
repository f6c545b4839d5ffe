import {CALLING_FEATURE, callSettingNames, callsRoutes as routes} from '../../platform/calls.ts'
import {judgeCallSettings} from '../../platform/calls-schema.ts'
import {missingParameter} from '../errors.ts'
import {type Call, pageOf, type Resource} from '../world.ts'
import {personOnPage} from './people.ts'
import {notOneOf, refusalOf} from './refusals.ts'

const access = {tokens: ['page'], scopes: ['pages_messaging']} as const

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
      return {result: 'success'}
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

/** The icon is documented to be on at first; whether people can call at all is not. */
const initial = {audio_enabled: false, video_enabled: false, icon_enabled: true}

/** A text in the place of a switch or of hours is read as forms write it. */
function settingsIn({params}: Call): Readonly<Record<string, unknown>> {
  const given = Object.fromEntries(
    callSettingNames.flatMap(name => (params[name] === undefined ? [] : [[name, params[name]]])),
  )
  if (Object.keys(given).length === 0) throw missingParameter('audio_enabled')
  const {faults, value} = judgeCallSettings(given)
  const refusal = refusalOf(faults)
  if (refusal !== undefined) throw refusal
  return value
}
