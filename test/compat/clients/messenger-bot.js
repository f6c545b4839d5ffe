import {createServer} from 'node:http'
import {people, profile, receiving, sending} from '../common-steps.js'

export const packages = {'messenger-bot': '2.5.0', request: '2.88.2'}
export const day = '2020-06-01'
export const webhook = '/'

export function steps(tools) {
  const {load, ada, token, appSecret, verifyToken, port} = tools
  const Bot = load('messenger-bot')
  const bot = new Bot({token, verify: verifyToken, app_secret: appSecret})
  const heard = []
  bot.on('error', error => heard.push(error.message))
  bot.on('message', ({message}, reply) => {
    heard.push(message.text)
    reply({text: 'Here I am'}, () => {})
  })
  createServer(bot.middleware()).listen(port, '127.0.0.1')
  return {
    ...sending(tools, {
      text: text => bot.sendMessage(ada, {text}),
      template: payload => bot.sendMessage(ada, {attachment: {type: 'template', payload}}),
      image: url => bot.sendMessage(ada, {attachment: {type: 'image', payload: {url}}}),
      action: action => bot.sendSenderAction(ada, action),
    }),
    ...people(tools, {name: async psid => (await bot.getProfile(psid)).first_name}),
    ...profile(tools, {
      set: payload => bot.setGetStartedButton({payload}),
      remove: () => bot.removeGetStartedButton(),
    }),
    ...receiving(tools, {heard, answer: 'Here I am'}),
  }
}
