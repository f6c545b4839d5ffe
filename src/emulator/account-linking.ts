import {missingParameter} from './core/errors.ts'
import type {Resource} from './core/resource.ts'
import {personOnPage} from './people.ts'

/**
 * The Page ends the link between a person and their account at the business.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/identity/account-linking
 */
export const accountLinking: Resource = {
  'POST /{page}/unlink_accounts': {
    tokens: ['page'],
    scopes: ['pages_messaging'],
    answer: (world, call) => {
      const {psid} = call.params
      if (psid === undefined || psid === '') throw missingParameter('psid')
      personOnPage(world, call, String(psid))
      return {result: 'unlink account success'}
    },
  },
}
