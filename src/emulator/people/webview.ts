import {createHmac} from 'node:crypto'
import {loginAddress} from '../resources/account-linking.ts'
import {clickMarketing} from '../resources/marketing-events.ts'
import type {App} from '../state/app.ts'
import type {StoredMessage} from '../state/conversation.ts'
import {conversationIdOf} from '../state/ids.ts'
import type {Person} from '../state/person.ts'
import type {World} from '../world.ts'
import {type Act, demandText, messageNamed, optionalText, type Scene} from './scene.ts'

type Json = Readonly<Record<string, unknown>>

/** A person opens a web page from a message or the menu. There is no event, except for linking an account once it is done. */
export const opening = {
  open: scene => {
    const url = demandText(scene, 'url')
    const mid = optionalText(scene, 'mid')
    const message = mid === undefined ? undefined : messageNamed(scene, mid)
    clickMarketing(scene.world, scene.person, url, message)
    if (isLogin(scene, url, message)) return {url: loginAddress(scene.world, scene.person, url, scene.origin)}
    const link = linksIn(message?.message ?? menuOf(scene)).find(each => each['url'] === url)
    if (link?.['messenger_extensions'] !== true) return {url}
    const app = signerOf(scene.world, scene.person, message)
    return app === undefined ? {url} : {url, signed_request: signedRequest(scene, app)}
  },
} satisfies Record<string, Act>

/** Whether a Log In button has this address: in the message, or else in any message of the Page. */
function isLogin({world, person}: Scene, url: string, message: StoredMessage | undefined): boolean {
  if (!URL.canParse(url)) return false
  const {messages, conversations} = world.state
  const ids = conversations.get(conversationIdOf(person.psid))?.messageIds ?? []
  const looked = message === undefined ? ids.flatMap(id => messages.get(id) ?? []) : [message]
  return looked
    .filter(({from}) => from === 'page')
    .some(each =>
      linksIn(each.message).some(
        link => link['url'] === url && String(link['type']).toLowerCase() === 'account_link',
      ),
    )
}

function menuOf({world, person}: Scene): unknown {
  return person.persistentMenu ?? world.state.pages[person.pageId]?.profile['persistent_menu']
}

/** Everything in a message or menu that has a `url`. */
function linksIn(value: unknown): readonly Json[] {
  if (typeof value !== 'object' || value === null) return []
  const own = 'url' in value ? [value as Json] : []
  return [...own, ...Object.values(value).flatMap(linksIn)]
}

/** The app that sent the message, or else the Page's default app. */
function signerOf({state}: World, {pageId}: Person, message: StoredMessage | undefined): App | undefined {
  return (
    state.apps[message?.sentBy?.appId ?? ''] ??
    state.apps[state.pages[pageId]?.defaultAppId ?? ''] ??
    Object.values(state.apps)[0]
  )
}

/**
 * What `MessengerExtensions.getContext` returns to the page; an app verifies it with its secret.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/webview/context
 */
function signedRequest({world, person}: Scene, {secret}: App): string {
  const {psid, pageId} = person
  const context = {
    psid,
    algorithm: 'HMAC-SHA256',
    thread_type: 'USER_TO_PAGE',
    tid: psid,
    issued_at: Math.floor(world.now() / 1000),
    page_id: Number.isSafeInteger(Number(pageId)) ? Number(pageId) : pageId,
    metadata: null,
  }
  const encoded = Buffer.from(JSON.stringify(context)).toString('base64url')
  return `${createHmac('sha256', secret).update(encoded).digest('base64url')}.${encoded}`
}
