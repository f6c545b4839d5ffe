import {labels, people, profile, sending} from '../common-steps.js'

/** Form bodies with JSON inside; deletes by DELETE with everything in the query. */
export const packages = {fb: '2.0.0'}
export const day = '2020-06-01'

export function steps(tools) {
  const {load, ada, token, appSecret, appId, expectEqual} = tools
  const {FB} = load('fb')
  FB.options({version: 'v3.3', accessToken: token, appSecret, appId})
  const call = (path, method, params = {}) =>
    new Promise((resolve, reject) => {
      FB.api(path, method, params, answer => (answer?.error ? reject(answer.error) : resolve(answer)))
    })
  const send = message => call('me/messages', 'post', {recipient: {id: ada}, message})
  const names = ({data}) => data.map(({name}) => name)
  return {
    ...sending(tools, {
      text: text => send({text}),
      template: payload => send({attachment: {type: 'template', payload}}),
      action: action => call('me/messages', 'post', {recipient: {id: ada}, sender_action: action}),
    }),
    ...people(tools, {name: async psid => (await call(psid, 'get', {fields: 'first_name'})).first_name}),
    ...profile(tools, {
      set: payload => call('me/messenger_profile', 'post', {get_started: {payload}}),
      get: async () =>
        (await call('me/messenger_profile', 'get', {fields: 'get_started'})).data[0]?.get_started.payload,
      remove: () => call('me/messenger_profile', 'delete', {fields: '["get_started"]'}),
    }),
    ...labels(tools, {
      create: name => call('me/custom_labels', 'post', {name}),
      assign: (id, user) => call(`${id}/label`, 'post', {user}),
      of: async psid => names(await call(`${psid}/custom_labels`, 'get', {fields: 'name'})),
      all: async () => names(await call('me/custom_labels', 'get', {fields: 'name'})),
      unassign: (id, user) => call(`${id}/label`, 'delete', {user}),
      remove: id => call(id, 'delete'),
    }),
    batch: async () => {
      const batch = ['me?fields=id', `${ada}?fields=first_name`].map(url => ({
        method: 'GET',
        relative_url: url,
      }))
      const answers = await call('', 'post', {batch})
      expectEqual(
        answers.map(({code}) => code),
        [200, 200],
        'codes',
      )
    },
  }
}
