import {announceUnlinked} from '../resources/account-linking.ts'
import {type Act, demandText, emit, openWindow} from './scene.ts'

/**
 * A person logs in to the business through a message's button, or out again.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/identity/account-linking
 */
export const linking = {
  link: scene => {
    const code = demandText(scene, 'authorization_code')
    openWindow(scene)
    scene.person.isLinked = true
    emit(scene, 'messaging_account_linking', {
      account_linking: {status: 'linked', authorization_code: code},
    })
    return {}
  },
  unlink: scene => {
    openWindow(scene)
    announceUnlinked(scene.world, scene.person)
    return {}
  },
} satisfies Record<string, Act>
