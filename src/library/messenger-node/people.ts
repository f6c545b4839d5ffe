import {type IdForApp, type IdForPage, idMatchingRoutes as idRoutes} from '../../platform/id-matching.ts'
import type {Page} from '../../platform/route.ts'
import {defaultUserFields, usersRoutes} from '../../platform/users.ts'
import {type Calls, type CallsOptions, demand, type Id} from './calls.ts'

export type IdType = 'PSID' | 'ASID' | 'psid' | 'asid'

export const people = ({request, identity}: Calls) => {
  /** The token of the Page for a PSID, that of the app for an ASID, and the proof that the platform demands. */
  function asOwnerOf(type: IdType): CallsOptions {
    const {appToken, appSecret = secretIn(appToken)} = identity()
    const token = type.toLowerCase() === 'asid' ? 'app' : 'page'
    return appSecret === undefined ? {token} : {token, appSecret, proof: 'always'}
  }

  async function callIdMatchingApi(id: Id, type: IdType, wanted: 'psid' | 'asid'): Promise<unknown> {
    demand(id && type && wanted, 'id, id_type, and get_type required')
    const route = wanted === 'psid' ? idRoutes.pagesOfPsid : idRoutes.appsOfPsid
    return request(route, {psid: id}, asOwnerOf(type))
  }

  return {
    getMatchingPsids: (id: Id, type: IdType) =>
      callIdMatchingApi(id, type, 'psid') as Promise<Page<IdForPage>>,

    getMatchingAsids: (id: Id, type: IdType) =>
      callIdMatchingApi(id, type, 'asid') as Promise<Page<IdForApp>>,

    /** The fields may be left out, as documented. */
    getUserProfile: async (
      psid: Id,
      names?: readonly string[] | null,
    ): Promise<{readonly id: string; readonly [field: string]: unknown}> => {
      const fields = names ?? defaultUserFields
      demand(psid, 'PSID required')
      demand(Array.isArray(fields), 'fields must be an array')
      return request(usersRoutes.get, {psid, fields: fields.join(',')})
    },

    callIdMatchingApi,
  }
}

/** `APP_ID|APP_SECRET` holds the secret of the app. */
function secretIn(appToken: string | undefined): string | undefined {
  return /^\d+\|(.+)$/.exec(appToken ?? '')?.[1]
}
