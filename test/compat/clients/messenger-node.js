import {labels, people, profile, receiving, sending} from '../common-steps.js'

export const packages = {'messenger-node': '0.3.2'}
export const day = '2019-06-01'
export const webhook = '/webhook'

export function steps(tools) {
  const {load, ada, token, verifyToken, port, namesOf} = tools
  const {Client, Webhook} = load('messenger-node')
  const client = new Client({page_token: token})
  const heard = []
  new Webhook({verify_token: verifyToken, port, endpoint: 'webhook'}).on(
    'messages',
    (_type, _sender, event) => {
      heard.push(event.message.text)
    },
  )
  const names = ({data}) => data.map(({name}) => name)
  return {
    ...sending(tools, {
      text: text => client.sendText({id: ada}, text),
      template: payload => client.sendTemplate({id: ada}, payload),
      action: action => client.sendSenderAction({id: ada}, action),
    }),
    ...people(tools, {name: async psid => (await client.getUserProfile(psid, ['first_name'])).first_name}),
    ...profile(tools, {
      set: payload => client.setMessengerProfile({get_started: {payload}}),
      get: async () => (await client.getMessengerProfile(['get_started'])).data[0]?.get_started.payload,
      remove: () => client.deleteMessengerProfile(['get_started']),
    }),
    ...labels(tools, {
      create: name => client.createCustomLabel(name),
      assign: (id, psid) => client.addPsidtoCustomLabel(psid, id),
      // It asks for no fields, so that only ids come.
      of: async psid => namesOf((await client.getCustomLabelsByPsid(psid)).data.map(({id}) => id)),
      all: async () => names(await client.getAllCustomLabels()),
      unassign: (id, psid) => client.removePsidfromCustomLabel(psid, id),
      remove: id => client.deleteCustomLabel(id),
    }),
    ...receiving(tools, {heard}),
  }
}
