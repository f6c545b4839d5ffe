import {labels, people, profile, sending} from '../common-steps.js'

export const packages = {'messaging-api-messenger': '1.1.0'}
export const day = '2020-06-01'

export function steps(tools) {
  const {load, ada, token, appSecret} = tools
  const {MessengerClient} = load('messaging-api-messenger')
  const client = new MessengerClient({accessToken: token, appSecret})
  const names = ({data}) => data.map(({name}) => name)
  return {
    ...sending(tools, {
      text: text => client.sendText(ada, text),
      template: ({text, buttons}) => client.sendButtonTemplate(ada, text, buttons),
      image: url => client.sendImage(ada, url),
      action: () => client.typingOn(ada),
    }),
    ...people(tools, {name: async psid => (await client.getUserProfile(psid)).firstName}),
    ...profile(tools, {
      set: payload => client.setGetStarted(payload),
      get: async () => (await client.getGetStarted())?.payload,
      remove: () => client.deleteGetStarted(),
    }),
    ...labels(tools, {
      create: name => client.createLabel(name),
      assign: (id, psid) => client.associateLabel(psid, id),
      of: async psid => names(await client.getAssociatedLabels(psid)),
      all: async () => names(await client.getLabelList()),
      unassign: (id, psid) => client.dissociateLabel(psid, id),
      remove: id => client.deleteLabel(id),
    }),
  }
}
