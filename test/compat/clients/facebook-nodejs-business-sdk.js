import {labels, people, profile, sending} from '../common-steps.js'

/** Meta's own, of today: JSON bodies, the token in the query, DELETE with a body. */
export const packages = {'facebook-nodejs-business-sdk': '24.0.1'}

export function steps(tools) {
  const {load, ada, pageId, appId, token, conversationOf, labelNamed, expectKnown} = tools
  const sdk = load('facebook-nodejs-business-sdk')
  const api = sdk.FacebookAdsApi.init(token, 'en_US', false)
  const page = new sdk.Page(pageId, undefined, undefined, api)
  const label = id => new sdk.PageUserMessageThreadLabel(id, undefined, undefined, api)
  const send = rest => page.createMessage([], {recipient: {id: ada}, messaging_type: 'RESPONSE', ...rest})
  return {
    ...sending(tools, {
      text: text => send({message: {text}}),
      template: payload => send({message: {attachment: {type: 'template', payload}}}),
      action: action => send({sender_action: action}),
    }),
    ...people(tools, {
      name: async psid => (await api.call('GET', [psid], {fields: 'first_name'})).first_name,
    }),
    ...profile(tools, {
      set: payload => page.createMessengerProfile([], {get_started: {payload}}),
      get: async () => (await page.getMessengerProfile(['get_started']))[0]?._data.get_started.payload,
      remove: () => page.deleteMessengerProfile({fields: ['get_started']}),
    }),
    ...labels(tools, {
      create: name => page.createCustomLabel([], {page_label_name: name}),
      assign: (id, user) => label(id).createLabel([], {user}),
      of: async psid =>
        (await api.call('GET', [psid, 'custom_labels'], {fields: 'page_label_name'})).data.map(
          each => each.page_label_name,
        ),
      all: async () =>
        (await page.getCustomLabels(['page_label_name'])).map(each => each._data.page_label_name),
      unassign: (id, user) => label(id).deleteLabel({user}),
      remove: id => label(id).delete([], {}),
    }),
    // What it lists of each kind of node is done, or counted as what the emulator lacks; none of it is said not to exist.
    'all it lists': async () => {
      const nodes = {
        Page: pageId,
        User: ada,
        Application: appId,
        UnifiedThread: await conversationOf(ada),
        PageUserMessageThreadLabel: await labelNamed('Newsletter'),
      }
      const calls = Object.entries(nodes).flatMap(([kind, id]) => {
        const node = new sdk[kind](id, undefined, undefined, api)
        const fields = Object.values(sdk[kind].Fields).map(
          field => () => api.call('GET', [id], {fields: field}),
        )
        const edges = Object.getOwnPropertyNames(sdk[kind].prototype)
          .filter(name => /^(get|create|delete)[A-Z]/.test(name))
          .map(name => () => (name.startsWith('delete') ? node[name]({}) : node[name]([], {})))
        return [...fields, ...edges]
      })
      await expectKnown(calls)
    },
  }
}
