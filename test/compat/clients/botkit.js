import {people, profile, receiving, sending} from '../common-steps.js'

/** Botkit with its adapter for Facebook, whose client signs each call with appsecret_proof. */
export const packages = {botkit: '4.15.0', 'botbuilder-adapter-facebook': '1.0.12'}
export const day = '2020-06-01'
export const webhook = '/api/messages'

export async function steps(tools) {
  const {load, ada, token, appSecret, verifyToken} = tools
  const {Botkit} = load('botkit')
  const {FacebookAdapter, FacebookAPI, FacebookEventTypeMiddleware} = load('botbuilder-adapter-facebook')
  const adapter = new FacebookAdapter({verify_token: verifyToken, access_token: token, app_secret: appSecret})
  adapter.use(new FacebookEventTypeMiddleware())
  const controller = new Botkit({webhook_uri: '/api/messages', adapter})
  const heard = []
  controller.on('message', async (bot, message) => {
    heard.push(message.text)
    await bot.reply(message, 'Here I am')
  })
  const api = new FacebookAPI(token, appSecret)
  await new Promise(resolve => controller.ready(resolve))
  const send = more => api.callAPI('/me/messages', 'POST', {recipient: {id: ada}, ...more})
  return {
    ...sending(tools, {
      text: text => send({message: {text}}),
      template: payload => send({message: {attachment: {type: 'template', payload}}}),
      image: url => send({message: {attachment: {type: 'image', payload: {url}}}}),
      action: action => send({sender_action: action}),
    }),
    ...people(tools, {
      name: async psid => (await api.callAPI(`/${psid}`, 'GET', {fields: 'first_name'})).first_name,
    }),
    ...profile(tools, {
      set: payload => api.callAPI('/me/messenger_profile', 'POST', {get_started: {payload}}),
      get: async () =>
        (await api.callAPI('/me/messenger_profile', 'GET', {fields: 'get_started'})).data[0]?.get_started
          .payload,
      remove: () => api.callAPI('/me/messenger_profile', 'DELETE', {fields: ['get_started']}),
    }),
    ...receiving(tools, {heard, answer: 'Here I am'}),
  }
}
