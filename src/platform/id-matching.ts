import type {AppId, Asid, PageId, Psid} from './ids.ts'

/**
 * The ids of one person on the other Pages and in the apps of the same business. A PSID is asked about with the token of
 * its Page, an ASID with that of its app; every call needs `appsecret_proof`. No match is an empty list, which is also what
 * to expect for people in the European Economic Area and in Japan.
 * Source: https://developers.facebook.com/docs/messenger-platform/psid-to-asid
 */
export const idMatchingRoutes = {
  pagesOfPsid: 'GET /{psid}/ids_for_pages',
  appsOfPsid: 'GET /{psid}/ids_for_apps',
  pagesOfAsid: 'GET /{asid}/ids_for_pages',
  appsOfAsid: 'GET /{asid}/ids_for_apps',
} as const

/** The person as another Page sees them. */
export interface IdForPage {
  readonly id: Psid
  readonly page: {
    readonly id: PageId
    readonly name?: string
    readonly category?: string
    readonly link?: string
  }
}

/** The person as an app's login sees them. */
export interface IdForApp {
  readonly id: Asid
  readonly app: {
    readonly id: AppId
    readonly name?: string
    readonly category?: string
    readonly link?: string
    readonly namespace?: string
  }
}
