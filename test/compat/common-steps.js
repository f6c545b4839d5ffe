/**
 * The steps that many clients can do, with what must be true afterwards; a client gives the calls it has. `tools` is what
 * `steps` gets. Each call may return anything: what counts is the state of the emulator.
 */
export function sending(tools, {text, template, image, action}) {
  const {ada, expectSent, expectCalled} = tools
  const payload = {
    template_type: 'button',
    text: 'Open?',
    buttons: [{type: 'postback', title: 'Yes', payload: 'YES'}],
  }
  return present({
    'send text': text && (async () => (await text('Hi from afar'), await expectSent(ada, {text: 'Hi from afar'}))),
    'send template':
      template && (async () => (await template(payload), await expectSent(ada, {attachment: {type: 'template', payload}}))),
    'send image':
      image &&
      (async () => {
        await image('https://shop.example.com/hat.png')
        await expectSent(ada, {attachment: {type: 'image'}})
      }),
    'send action':
      action && (async () => (await action('typing_on'), await expectCalled('typing_on'))),
  })
}

/** `name` gives the first name of a person. */
export function people({ada, expectEqual}, {name}) {
  return {person: async () => expectEqual(await name(ada), 'Ada', 'the first name')}
}

/** `get` gives the payload of get_started as the client reads it. */
export function profile({expectEqual, expectProfile}, {set, get, remove}) {
  return present({
    'profile set': async () => (await set('START'), await expectProfile({get_started: {payload: 'START'}})),
    'profile get': get && (async () => expectEqual(await get(), 'START', 'the payload')),
    'profile delete': remove && (async () => (await remove(), await expectProfile({get_started: undefined}))),
  })
}

/** `of` gives the names of the labels of a person, `all` those of the Page. */
export function labels(tools, {create, assign, of, all, unassign, remove}) {
  const {ada, expectEqual, expectLabels, labelsOf, labelNamed} = tools
  const both = ['Newsletter', 'VIP']
  const first = ['Beta testers', 'Newsletter']
  const three = [...first, 'VIP']
  const vip = async () => {
    const id = await labelNamed('VIP')
    if (id === undefined) throw new Error('There is no label VIP')
    return id
  }
  return present({
    'label create': async () => (await create('VIP'), await expectLabels(three)),
    'label assign': async () => (await assign(await vip(), ada), expectEqual(await labelsOf(ada), both, 'labels')),
    'label of': of && (async () => expectEqual([...(await of(ada))].sort(), both, 'labels')),
    'label list': all && (async () => expectEqual([...(await all())].sort(), three, 'labels')),
    'label remove': async () =>
      (await unassign(await vip(), ada), expectEqual(await labelsOf(ada), ['Newsletter'], 'labels')),
    'label delete': async () => (await remove(await vip()), await expectLabels(first)),
  })
}

/** `heard` are the texts that came, in order; `answer` the text that the bot gives back, if it does. */
export function receiving({ben, attached, person, expectUntil, expectSent}, {heard, answer}) {
  return {
    'receive event': async () => {
      await attached()
      await person(ben, 'say', {text: 'Anybody there?'})
      await expectUntil(() => heard.includes('Anybody there?'), {what: 'the client heard it', seen: () => heard})
    },
    ...(answer && {answer: () => expectSent(ben, {text: answer})}),
  }
}

const present = steps => Object.fromEntries(Object.entries(steps).filter(([, step]) => step))
