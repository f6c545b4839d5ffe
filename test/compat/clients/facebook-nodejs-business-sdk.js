import {labels, marketing, people, profile, sending} from '../common-steps.js'

/** Meta's own, of today: JSON bodies, the token in the query, DELETE with a body. */
export const packages = {'facebook-nodejs-business-sdk': '24.0.1'}

export function steps(tools) {
  const {load, ada, pageId, appId, token, adAccount, adToken} = tools
  const {conversationOf, labelNamed, marketingOf, expectKnown} = tools
  const sdk = load('facebook-nodejs-business-sdk')
  const api = sdk.FacebookAdsApi.init(token, 'en_US', false)
  const page = new sdk.Page(pageId, undefined, undefined, api)
  const label = id => new sdk.PageUserMessageThreadLabel(id, undefined, undefined, api)
  const send = rest => page.createMessage([], {recipient: {id: ada}, messaging_type: 'RESPONSE', ...rest})
  const adApi = new sdk.FacebookAdsApi(adToken, 'en_US', false)
  // Made for each call: creating something gives the account the id of what was created.
  const account = () => new sdk.AdAccount(adAccount, undefined, undefined, adApi)
  const ad = id => new sdk.Ad(id, undefined, undefined, adApi)
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
    ...marketing(tools, {
      create: async params => (await account().createMessageCampaign([], params)).id,
      list: async () =>
        (await account().getAds(['id', 'campaign{name,is_message_campaign}'])).map(each => each._data),
      estimate: async params =>
        (await account().getMessageDeliveryEstimate(['estimate_delivery_upper_bound'], params))[0]?._data
          .estimate_delivery_upper_bound,
      tokens: async () =>
        (await page.getNotificationMessageTokens(['notification_messages_token', 'recipient_id'])).map(
          each => each._data,
        ),
      send: params => account().createMessage([], params),
      delivered: async id =>
        (await ad(id).getInsights(['marketing_messages_delivered']))[0]?._data.marketing_messages_delivered,
      end: id => ad(id).delete([], {}),
    }),
    // What it lists of each kind of node is done, or counted as what the emulator lacks; none of it is said not to exist.
    'all it lists': async () => {
      const ofPage = {
        Page: pageId,
        User: ada,
        Application: appId,
        UnifiedThread: await conversationOf(ada),
        PageUserMessageThreadLabel: await labelNamed('Newsletter'),
      }
      const {ad: id, adset, campaign} = await marketingOf()
      const ofAccount = {AdAccount: adAccount, Ad: id, AdSet: adset, Campaign: campaign}
      const listed = (kind, node, by) => {
        const fields = Object.values(sdk[kind].Fields).map(
          field => () => by.call('GET', [node.id], {fields: field}),
        )
        const edges = Object.getOwnPropertyNames(sdk[kind].prototype)
          .filter(name => /^(get|create|delete)[A-Z]/.test(name))
          .map(name => () => (name.startsWith('delete') ? node[name]({}) : node[name]([], {})))
        return [...fields, ...edges]
      }
      const calls = [
        [ofPage, api],
        [ofAccount, adApi],
      ].flatMap(([nodes, by]) =>
        Object.entries(nodes).flatMap(([kind, node]) =>
          listed(kind, new sdk[kind](node, undefined, undefined, by), by),
        ),
      )
      await expectKnown(calls)
    },
  }
}
