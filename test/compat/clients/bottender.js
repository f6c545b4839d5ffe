import {people, profile, receiving, sending} from '../common-steps.js'

export const packages = {bottender: '1.5.5', express: '4.21.2', 'body-parser': '1.20.3'}
export const day = '2020-06-01'
export const webhook = '/webhooks/messenger'

export function steps(tools) {
  const {load, ada, pageId, appId, token, appSecret, verifyToken, port} = tools
  const {MessengerBot} = load('bottender')
  const heard = []
  const bot = new MessengerBot({accessToken: token, appSecret, appId, pageId, verifyToken})
  bot.onEvent(async context => {
    if (!context.event.isText) return
    heard.push(context.event.text)
    await context.sendText('Here I am')
  })
  const handle = bot.createRequestHandler()
  load('express')()
    .use(
      load('body-parser').json({verify: (request, _response, bytes) => (request.rawBody = bytes.toString())}),
    )
    .all('/webhooks/messenger', async (request, response) => {
      const {method, url, path, headers, query, rawBody, body} = request
      const parts = {method: method.toLowerCase(), url, path, headers, query, rawBody, body}
      const first = await bot.connector.preprocess(parts)
      const answer = first.shouldNext ? await handle({...query, ...body}, parts) : first.response
      response.status(answer?.status ?? 200).send(answer?.body ?? '')
    })
    .listen(port, '127.0.0.1')
  const {client} = bot.connector
  return {
    ...sending(tools, {
      text: text => client.sendText(ada, text),
      template: ({text, buttons}) => client.sendButtonTemplate(ada, text, buttons),
      image: url => client.sendImage(ada, url),
      action: action => client.sendSenderAction(ada, action),
    }),
    ...people(tools, {name: async psid => (await client.getUserProfile(psid)).firstName}),
    ...profile(tools, {
      set: payload => client.setGetStarted(payload),
      get: async () => (await client.getGetStarted())?.payload,
      remove: () => client.deleteGetStarted(),
    }),
    ...receiving(tools, {heard, answer: 'Here I am'}),
  }
}
