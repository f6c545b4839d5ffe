import {labels, people, profile, sending} from '../common-steps.js'

/** Sends forms without a content type, and deletes by a POST with `method=delete` in the query. */
export const packages = {fbgraph: '1.4.4'}
export const day = '2020-06-01'

export function steps(tools) {
  const {load, ada, token, appSecret, promised, expectEqual} = tools
  const graph = load('fbgraph').setAccessToken(token).setAppSecret(appSecret).setVersion('3.3')
  const get = (path, params = {}) => promised(done => graph.get(path, params, done))
  const post = (path, params) => promised(done => graph.post(path, params, done))
  const del = path => promised(done => graph.del(path, done))
  const send = message =>
    post('me/messages', {recipient: JSON.stringify({id: ada}), message: JSON.stringify(message)})
  const names = ({data}) => data.map(({name}) => name)
  return {
    ...sending(tools, {
      text: text => send({text}),
      template: payload => send({attachment: {type: 'template', payload}}),
      action: action => post('me/messages', {recipient: JSON.stringify({id: ada}), sender_action: action}),
    }),
    ...people(tools, {name: async psid => (await get(psid, {fields: 'first_name'})).first_name}),
    ...profile(tools, {
      set: payload => post('me/messenger_profile', {get_started: JSON.stringify({payload})}),
      get: async () =>
        (await get('me/messenger_profile', {fields: 'get_started'})).data[0]?.get_started.payload,
      remove: () => del('me/messenger_profile?fields=["get_started"]'),
    }),
    ...labels(tools, {
      create: name => post('me/custom_labels', {name}),
      assign: (id, user) => post(`${id}/label`, {user}),
      of: async psid => names(await get(`${psid}/custom_labels`, {fields: 'name'})),
      all: async () => names(await get('me/custom_labels', {fields: 'name'})),
      unassign: (id, user) => del(`${id}/label?user=${user}`),
      remove: id => del(id),
    }),
    batch: async () => {
      const calls = ['me?fields=id', `${ada}?fields=first_name`].map(url => ({
        method: 'GET',
        relative_url: url,
      }))
      const answers = await promised(done => graph.batch(calls, done))
      expectEqual(
        answers.map(({code}) => code),
        [200, 200],
        'codes',
      )
    },
  }
}
