import type {MessengerProfile} from '../../platform/messenger-profile.ts'
import {
  type Act,
  type ActOutcome,
  demandText,
  emit,
  messageMeant,
  optionalText,
  receive,
  refused,
  type Scene,
  takeReferral,
} from './scene.ts'

/** One act for each thing a person can tap. A tap appears as a message of the person. */
export const tapping = {
  tap: scene => postback(scene, demandText(scene, 'payload'), optionalText(scene, 'title')),
  menu: scene => postback(scene, demandText(scene, 'payload'), optionalText(scene, 'title')),
  'ice-breaker': scene =>
    postback(scene, demandText(scene, 'payload'), optionalText(scene, 'title'), takeReferral(scene)),
  start: scene => {
    const {get_started: getStarted} = (scene.world.state.pages[scene.person.pageId]?.profile ??
      {}) as MessengerProfile
    if (getStarted === undefined) throw refused('The Page has no Get Started button: set get_started first')
    const ref = optionalText(scene, 'ref')
    const waiting = takeReferral(scene)
    const referral = ref === undefined ? waiting : {ref, source: 'SHORTLINK', type: 'OPEN_THREAD'}
    return postback(scene, getStarted.payload, 'Get Started', referral)
  },
  coupon: scene => {
    const isCoupon = (message: Json) => payloadIn(message)?.['template_type'] === 'coupon'
    const found = messageMeant(scene, ({message}) => isCoupon(message), 'The Page has not sent a coupon')
    const coupon = payloadIn(found.message) ?? {}
    if (!isCoupon(found.message)) throw refused('This message is not a coupon')
    const {payload, coupon_code: code} = coupon
    emit(scene, 'messages', {
      template: {
        type: 'coupon',
        ...(payload === undefined ? {} : {payload}),
        ...(code === undefined ? {} : {coupon_code: code}),
      },
    })
    return {...(code === undefined ? {} : {coupon_code: String(code)})}
  },
} satisfies Record<string, Act>

function postback(
  scene: Scene,
  payload: string,
  title = payload,
  referral?: Readonly<Record<string, unknown>>,
): ActOutcome {
  if (optionalText(scene, 'mid') !== undefined) messageMeant(scene, () => true, '')
  const mid = receive(scene, {text: title}, {text: title})
  emit(scene, 'messaging_postbacks', {
    postback: {mid, title, payload, ...(referral === undefined ? {} : {referral})},
  })
  return {mid}
}

type Json = Readonly<Record<string, unknown>>

/** The payload of the attachment of a message, if it has one. */
export function payloadIn({attachment}: Json): Json | undefined {
  return (attachment as {readonly payload?: Json} | undefined)?.payload
}
