import {people, profile, receiving, sending} from '../common-steps.js'

/** Deletes the menu with `fields[0]=persistent_menu` in the query. */
export const packages = {botly: '1.6.2', express: '4.21.2', 'body-parser': '1.20.3'}
export const day = '2020-06-01'
export const webhook = '/webhook'

export function steps(tools) {
  const {load, ada, ben, pageId, token, appSecret, verifyToken, port, promised, expectProfile} = tools
  const Botly = load('botly')
  const botly = new Botly({accessToken: token, verifyToken, webHookPath: '/webhook'})
  const heard = []
  botly.on('error', error => heard.push(error.message))
  botly.on('message', (_sender, _message, data) => {
    heard.push(data.text)
    botly.sendText({id: ben, text: 'Here I am'})
  })
  load('express')()
    .use(load('body-parser').json({verify: botly.getVerifySignature(appSecret)}))
    .use('/', botly.router())
    .listen(port, '127.0.0.1')
  const menu = [{locale: 'default', call_to_actions: [{type: 'postback', title: 'Help', payload: 'HELP'}]}]
  return {
    ...sending(tools, {
      text: text => promised(done => botly.sendText({id: ada, text}, done)),
      template: ({text, buttons}) => promised(done => botly.sendButtons({id: ada, text, buttons}, done)),
      image: url => promised(done => botly.sendImage({id: ada, url}, done)),
      action: action => promised(done => botly.sendAction({id: ada, action}, done)),
    }),
    ...people(tools, {
      name: async psid => (await promised(done => botly.getUserProfile(psid, done))).first_name,
    }),
    ...profile(tools, {set: payload => promised(done => botly.setGetStarted({pageId, payload}, done))}),
    'menu set': async () => {
      await promised(done => botly.setPersistentMenu({pageId, menu}, done))
      await expectProfile({persistent_menu: menu})
    },
    'menu delete': async () => {
      await promised(done => botly.removePersistentMenu({pageId}, done))
      await expectProfile({persistent_menu: undefined})
    },
    ...receiving(tools, {heard, answer: 'Here I am'}),
  }
}
