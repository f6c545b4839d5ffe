import type {Success} from '../../api/core/graph-client.ts'
import {type InsightsAnswer, insightsRoutes} from '../../platform/insights.ts'
import {
  type MessengerCode,
  messengerCodeLimits,
  messengerCodesRoutes,
} from '../../platform/messenger-codes.ts'
import {
  type MessengerProfile,
  profileProperties,
  messengerProfileRoutes as profileRoutes,
} from '../../platform/messenger-profile.ts'
import {type NlpConfigs, nlpConfigsRoutes} from '../../platform/nlp-configs.ts'
import {type Calls, demand, given, type Id} from './calls.ts'

/** Those of messenger-node's four that the platform still has. */
const defaultMetrics = [
  'page_messages_blocked_conversations_unique',
  'page_messages_reported_conversations_unique',
]

export interface InsightsOptions {
  readonly metrics?: readonly string[] | null
  /** Seconds since 1970, or `YYYY-MM-DD`. */
  readonly since?: Id | null
  readonly until?: Id | null
}

export interface ProfileAnswer {
  readonly data: readonly MessengerProfile[]
}

export const page = ({request}: Calls) => ({
  setMessengerProfile: async (fields: MessengerProfile): Promise<{readonly result: 'success'}> => {
    demand(typeof fields === 'object' && fields, 'valid fields object required')
    return request(profileRoutes.set, {...fields})
  },

  /** Default: every property there is. */
  getMessengerProfile: async (names?: readonly string[] | null): Promise<ProfileAnswer> => {
    const fields = names || profileProperties
    demand(Array.isArray(fields), 'Valid fields array required')
    return request(profileRoutes.get, {fields: fields.join(',')})
  },

  deleteMessengerProfile: async (fields: readonly string[]): Promise<{readonly result: 'success'}> => {
    demand(Array.isArray(fields), 'Valid fields array required')
    return request(profileRoutes.delete, {fields}, {paramsIn: 'body'})
  },

  callMessengerProfileApi: async (fields: string | Readonly<Record<string, unknown>>): Promise<unknown> => {
    if (typeof fields === 'string') return request(profileRoutes.get, {fields})
    demand(typeof fields === 'object' && fields, 'valid fields object required')
    return fields['fields']
      ? request(profileRoutes.delete, fields, {paramsIn: 'body'})
      : request(profileRoutes.set, fields)
  },

  setNlpConfigs: async (configs?: NlpConfigs | null): Promise<Success> =>
    request(nlpConfigsRoutes.set, {...configs}, {paramsIn: 'query'}),

  getMessagingInsights: async (options?: InsightsOptions | null): Promise<InsightsAnswer> => {
    const {metrics: named, since, until} = options ?? {}
    const metrics = named || defaultMetrics
    demand(Array.isArray(metrics), 'metrics must be an array')
    return request(insightsRoutes.list, {
      metric: metrics.join(','),
      since: given(since),
      until: given(until),
    })
  },

  /** The platform has refused it since 2019-10-29. */
  generateMessengerCode: async (
    options?: {readonly ref?: string | null; readonly image_size?: number | null} | null,
  ): Promise<MessengerCode> => {
    const {ref, image_size: size} = options ?? {}
    const {smallestPixels: least, largestPixels: most} = messengerCodeLimits
    demand(!size || (size >= least && size <= most), `image_size must be between ${least}-${most}.`)
    const data = ref ? {ref} : undefined
    return request(messengerCodesRoutes.create, {type: 'standard', data, image_size: given(size)})
  },
})
