import {noSuchObject, PlatformError} from '../errors.ts'
import {demandText, optionalText} from '../people/scene.ts'
import {readFieldNames} from '../resources/subscriptions.ts'
import type {App} from '../state/app.ts'
import type {PageState} from '../state/page.ts'
import type {State} from '../state/state.ts'
import type {World} from '../world.ts'
import type {Given} from './handler.ts'
import {flag} from './read-values.ts'
import type {FieldChange, SubscribedFields} from './webhook-types.ts'

/**
 * Subscribes an app and a Page to one field, or stops that. An app shares its fields among its Pages: it keeps the field
 * while another Page has it. The callback stays, even without any field.
 * @throws {PlatformError} for an unknown Page, app or field, and for an app without a callback; nothing is changed then.
 */
export function changeField({state}: World, words: Given<FieldChange>): SubscribedFields {
  const pageId = demandText({words}, 'page')
  const page = state.pages[pageId]
  if (page === undefined) throw noSuchObject('POST', pageId)
  const app = appFor(state, page, optionalText({words}, 'app'))
  const {callback} = app
  if (callback === undefined) throw new PlatformError(100, `The app ${app.name} has no callback`)
  const [field = '', ...others] = readFieldNames('field', demandText({words}, 'field'))
  if (field === '' || others.length > 0) throw new PlatformError(100, 'field is the name of one field')
  const isSubscribed = flag('isSubscribed', words.isSubscribed)
  const atPage = changed(page.subscribedApps[app.id] ?? [], field, isSubscribed)
  page.subscribedApps[app.id] = atPage
  const isNeeded = Object.values(state.pages).some(other => other.subscribedApps[app.id]?.includes(field))
  const atApp = isSubscribed || !isNeeded ? changed(callback.fields, field, isSubscribed) : callback.fields
  app.callback = {...callback, fields: atApp}
  return {appId: app.id, app: atApp, page: atPage}
}

function appFor({apps}: State, page: PageState, id: string | undefined): App {
  if (id !== undefined) {
    const app = apps[id]
    if (app === undefined) throw noSuchObject('POST', id)
    return app
  }
  const withCallback = Object.values(apps).filter(({callback}) => callback !== undefined)
  const found = withCallback.find(app => page.subscribedApps[app.id] !== undefined) ?? withCallback[0]
  if (found === undefined) throw new PlatformError(100, 'No app has a callback')
  return found
}

const changed = (fields: readonly string[], field: string, isSubscribed: boolean): readonly string[] => [
  ...fields.filter(name => name !== field),
  ...(isSubscribed ? [field] : []),
]
