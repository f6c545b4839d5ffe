import {people, profile, receiving, sending} from '../common-steps.js'

export const packages = {bootbot: '1.1.0'}
export const day = '2020-06-01'
export const webhook = '/webhook'

export const faults = {
  load: {
    whose: 'bootbot',
    why: 'it binds its Express app, and where Node knows the method BIND of HTTP, Express takes that for a route',
    error: /path must be a string/,
  },
}

export function steps(tools) {
  const {load, ada, token, appSecret, verifyToken, port} = tools
  const BootBot = load('bootbot')
  const bot = new BootBot({accessToken: token, verifyToken, appSecret})
  const heard = []
  bot.on('message', ({message}, chat) => {
    heard.push(message.text)
    chat.say('Here I am')
  })
  bot.start(port)
  return {
    ...sending(tools, {
      text: text => bot.sendTextMessage(ada, text),
      template: ({text, buttons}) => bot.sendButtonTemplate(ada, text, buttons),
      image: url => bot.sendAttachment(ada, 'image', url),
      action: action => bot.sendAction(ada, action),
    }),
    ...people(tools, {name: async psid => (await bot.getUserProfile(psid)).first_name}),
    ...profile(tools, {
      set: payload => bot.setGetStartedButton(payload),
      remove: () => bot.deleteGetStartedButton(),
    }),
    ...receiving(tools, {heard, answer: 'Here I am'}),
  }
}
