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
import {type Calls, demand, type Id} from './calls.ts'

/** Those of messenger-node's four that the platform still has. */
const defaultMetrics = [
  'page_messages_blocked_conversations_unique',
  'page_messages_reported_conversations_unique',
]

export interface InsightsOptions {
  readonly metrics?: readonly string[]
  /** Seconds since 1970, or `YYYY-MM-DD`. */
  readonly since?: Id
  readonly until?: Id
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
  getMessengerProfile: async (fields: readonly string[] = profileProperties): Promise<ProfileAnswer> => {
    demand(Array.isArray(fields), 'Valid fields array required')
    return request(profileRoutes.get, {fields: fields.join(',')})
  },

  deleteMessengerProfile: async (fields: readonly string[]): Promise<{readonly result: 'success'}> => {
    demand(Array.isArray(fields), 'Valid fields array required')
    return request(profileRoutes.delete, {fields}, {paramsIn: 'body'})
  },

  callMessengerProfileApi: async (fields: string | Readonly<Record<string, unknown>>): Promise<unknown> => {
    if (typeof fields === 'string') return request(profileRoutes.get, {fields})
    return fields['fields'] === undefined
      ? request(profileRoutes.set, fields)
      : request(profileRoutes.delete, fields, {paramsIn: 'body'})
  },

  setNlpConfigs: async (configs: NlpConfigs): Promise<Success> =>
    request(nlpConfigsRoutes.set, {...configs}, {paramsIn: 'query'}),

  getMessagingInsights: async ({
    metrics = defaultMetrics,
    since,
    until,
  }: InsightsOptions = {}): Promise<InsightsAnswer> => {
    demand(Array.isArray(metrics), 'metrics must be an array')
    return request(insightsRoutes.list, {metric: metrics.join(','), since, until})
  },

  /** The platform has refused it since 2019-10-29. */
  generateMessengerCode: async ({
    ref,
    image_size: size,
  }: {
    readonly ref?: string
    readonly image_size?: number
  } = {}): Promise<MessengerCode> => {
    const {smallestPixels: least, largestPixels: most} = messengerCodeLimits
    demand(!size || (size >= least && size <= most), `image_size must be between ${least}-${most}.`)
    const data = ref ? {ref} : undefined
    return request(messengerCodesRoutes.create, {type: 'standard', data, image_size: size || undefined})
  },
})
