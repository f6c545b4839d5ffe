import {subscribedAppsRoutes as routes} from '../../platform/subscribed-apps.ts'
import {missingParameter} from '../errors.ts'
import {pageOf, type Resource} from '../world.ts'
import {readFieldNames} from './subscriptions.ts'

const scopes = ['pages_manage_metadata']

export const subscribedApps: Resource = {
  [routes.list]: {
    tokens: ['page'],
    scopes,
    answer: (_world, call) => {
      const fields = pageOf(call).subscribedApps[call.app.id]
      if (fields === undefined) return {data: []}
      const {id, name} = call.app
      return {
        data: [
          {
            category: 'Business',
            link: `https://www.facebook.com/games/?app_id=${id}`,
            name,
            id,
            subscribed_fields: fields,
          },
        ],
      }
    },
  },
  [routes.set]: {
    tokens: ['page'],
    scopes,
    answer: (_world, call) => {
      const asked = call.params['subscribed_fields']
      if (asked === undefined || asked === '') throw missingParameter('subscribed_fields')
      pageOf(call).subscribedApps[call.app.id] = readFieldNames('subscribed_fields', asked)
      return {success: true}
    },
  },
  [routes.delete]: {
    tokens: ['page'],
    scopes,
    answer: (_world, call) => {
      delete pageOf(call).subscribedApps[call.app.id]
      return {success: true}
    },
  },
}
