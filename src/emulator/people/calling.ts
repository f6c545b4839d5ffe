import {CALL_PERMISSION_DAYS} from '../../platform/calls.ts'
import {type Act, emit, oneOf, optionalText} from './scene.ts'

const DAY_MS = 24 * 3_600_000

/** A person lets the Page call, or does not. The template `calling_optin` asks for it. */
export const calling = {
  'call-permission': scene => {
    const {world, person} = scene
    const response = oneOf('response', optionalText(scene, 'response') ?? 'approve', ['approve', 'reject'])
    const untilMs = world.now() + CALL_PERMISSION_DAYS * DAY_MS
    const isAllowed = response === 'approve'
    person.callsAllowedUntilMs = isAllowed ? untilMs : 0
    emit(scene, 'call_permission_reply', {
      call_permission_reply: {
        response,
        ...(isAllowed && {expiration_timestamp: Math.floor(untilMs / 1000)}),
      },
    })
    return {}
  },
} satisfies Record<string, Act>
