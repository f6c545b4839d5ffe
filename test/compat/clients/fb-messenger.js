import {people, sending} from '../common-steps.js'

/** Of the days of v2.6: thread settings, before the Messenger Profile. */
export const packages = {'fb-messenger': '2.3.1'}
export const day = '2018-06-01'
export const faults = {
  'thread settings': {
    whose: 'fb-messenger',
    why: 'it leaves out "access_token=" before the token in the query of thread_settings',
    error: /access token/i,
  },
}

export function steps(tools) {
  const {load, ada, pageId, token} = tools
  const FBMessenger = load('fb-messenger')
  const messenger = new FBMessenger({token})
  const done = async answer => {
    const {error} = await answer
    if (error !== undefined) throw new Error(error.message)
  }
  return {
    ...sending(tools, {
      text: text => done(messenger.sendTextMessage({id: ada, text})),
      template: ({text, buttons}) => done(messenger.sendButtonsMessage({id: ada, text, buttons})),
      image: url => done(messenger.sendImageMessage({id: ada, url})),
      action: action => done(messenger.sendAction({id: ada, action})),
    }),
    ...people(tools, {name: async psid => (await messenger.getProfile({id: psid})).first_name}),
    'thread settings': () => done(messenger.setGreetingText({pageId, message: 'Hello'})),
  }
}
