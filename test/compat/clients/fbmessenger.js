import {profile, sending} from '../common-steps.js'

export const packages = {fbmessenger: '5.0.3'}
export const day = '2018-06-01'
export const faults = {
  'profile delete': {
    whose: 'fbmessenger',
    why: 'it names the properties to delete "payload", where the platform reads "fields"',
    error: /fields/i,
  },
}

export function steps(tools) {
  const {load, ada, token} = tools
  const {Messenger} = load('fbmessenger')
  const messenger = new Messenger({pageAccessToken: token})
  return {
    ...sending(tools, {
      text: text => messenger.send({text}, ada),
      template: payload => messenger.send({attachment: {type: 'template', payload}}, ada),
      image: url => messenger.send({attachment: {type: 'image', payload: {url}}}, ada),
      action: action => messenger.senderAction(action, ada),
    }),
    ...profile(tools, {
      set: payload => messenger.setGetStarted(payload),
      remove: () => messenger.deleteGetStarted(),
    }),
  }
}
