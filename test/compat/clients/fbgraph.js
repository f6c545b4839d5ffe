/** Spells DELETE as a POST with `method=delete` in the query, and objects as forms with JSON inside. */
export const packages = {fbgraph: '1.4.4'}
export const day = '2020-06-01'

export function steps({load, ada, pageId, token, appSecret, promised, ...tools}) {
  const {expectSent, expectEqual, expectProfile, expectLabels, labelsOf, labelNamed} = tools
  const graph = load('fbgraph').setAccessToken(token).setAppSecret(appSecret).setVersion('3.3')
  const get = (path, params) => promised(done => graph.get(path, params ?? {}, done))
  const post = (path, params) => promised(done => graph.post(path, params, done))
  const del = path => promised(done => graph.del(path, done))
  return {
    'send text': async () => {
      await post('me/messages', {
        messaging_type: 'RESPONSE',
        recipient: JSON.stringify({id: ada}),
        message: JSON.stringify({text: 'Hi from fbgraph'}),
      })
      await expectSent(ada, {text: 'Hi from fbgraph'})
    },
    'send template': async () => {
      const payload = {
        template_type: 'button',
        text: 'Open?',
        buttons: [{type: 'postback', title: 'Yes', payload: 'YES'}],
      }
      await post('me/messages', {
        recipient: JSON.stringify({id: ada}),
        message: JSON.stringify({attachment: {type: 'template', payload}}),
      })
      await expectSent(ada, {
        attachment: {type: 'template', payload: {template_type: 'button', text: 'Open?'}},
      })
    },
    person: async () => expectEqual((await get(ada, {fields: 'first_name'})).first_name, 'Ada', 'first_name'),
    page: async () => expectEqual((await get('me', {fields: 'id,name'})).id, pageId, 'id'),
    'profile set': async () => {
      await post('me/messenger_profile', {get_started: JSON.stringify({payload: 'START'})})
      await expectProfile({get_started: {payload: 'START'}})
    },
    'profile get': async () => {
      const {data} = await get('me/messenger_profile', {fields: 'get_started'})
      expectEqual(data, [{get_started: {payload: 'START'}}], 'data')
    },
    'profile delete': async () => {
      await del('me/messenger_profile?fields=["get_started"]')
      await expectProfile({get_started: undefined})
    },
    'label create': async () => {
      await post('me/custom_labels', {name: 'VIP'})
      await expectLabels(['Newsletter', 'VIP'])
    },
    'label assign': async () => {
      await post(`${await labelNamed('VIP')}/label`, {user: ada})
      expectEqual(await labelsOf(ada), ['Newsletter', 'VIP'], 'labels')
    },
    'label list': async () => {
      const {data} = await get(`${ada}/custom_labels`, {fields: 'name'})
      expectEqual(data.map(({name}) => name).sort(), ['Newsletter', 'VIP'], 'labels')
    },
    'label unassign': async () => {
      await del(`${await labelNamed('VIP')}/label?user=${ada}`)
      expectEqual(await labelsOf(ada), ['Newsletter'], 'labels')
    },
    'label delete': async () => {
      await del(await labelNamed('VIP'))
      await expectLabels(['Newsletter'])
    },
    batch: async () => {
      const answers = await promised(done =>
        graph.batch(
          [
            {method: 'GET', relative_url: 'me?fields=id'},
            {method: 'GET', relative_url: `${ada}?fields=first_name`},
          ],
          done,
        ),
      )
      expectEqual(
        answers.map(({code}) => code),
        [200, 200],
        'codes',
      )
    },
  }
}
