/**
 * Steps that many clients can do, with what must be true afterwards; a client provides its calls. `tools` is what
 * `steps` gets. The calls may return anything: the state of the emulator counts.
 */
export function sending(tools, {text, template, image, action}) {
  const {ada, expectSent, expectAction} = tools
  const payload = {
    template_type: 'button',
    text: 'Open?',
    buttons: [{type: 'postback', title: 'Yes', payload: 'YES'}],
  }
  return present({
    'send text':
      text &&
      then(
        () => text('Hi from afar'),
        () => expectSent(ada, {text: 'Hi from afar'}),
      ),
    'send template':
      template &&
      then(
        () => template(payload),
        () => expectSent(ada, {attachment: {type: 'template', payload}}),
      ),
    'send image':
      image &&
      then(
        () => image('https://shop.example.com/hat.png'),
        () => expectSent(ada, {attachment: {type: 'image'}}),
      ),
    'send action': action && (() => expectAction(() => action('typing_on'))),
  })
}

/** `name` returns the first name of a person. */
export function people({ada, expectEqual}, {name}) {
  return {person: async () => expectEqual(await name(ada), 'Ada', 'the first name')}
}

/** `get` returns the payload of get_started as the client reads it. */
export function profile({expectEqual, expectProfile}, {set, get, remove}) {
  return present({
    'profile set': then(
      () => set('START'),
      () => expectProfile({get_started: {payload: 'START'}}),
    ),
    'profile get': get && (async () => expectEqual(await get(), 'START', 'the payload')),
    'profile delete': remove && then(remove, () => expectProfile({get_started: undefined})),
  })
}

/** `of` returns the names of the labels of a person, `all` those of the Page. */
export function labels(tools, {create, assign, of, all, unassign, remove}) {
  const {ada, expectEqual, expectLabels, labelsOf, labelNamed} = tools
  const both = ['Newsletter', 'VIP']
  const [before, after] = [
    ['Beta testers', 'Newsletter'],
    ['Beta testers', 'Newsletter', 'VIP'],
  ]
  const vip = async () => {
    const id = await labelNamed('VIP')
    if (id === undefined) throw new Error('There is no label VIP')
    return id
  }
  const expectAda = async names => expectEqual(await labelsOf(ada), names, 'labels')
  return present({
    'label create': then(
      () => create('VIP'),
      () => expectLabels(after),
    ),
    'label assign': then(
      async () => assign(await vip(), ada),
      () => expectAda(both),
    ),
    'label of': of && (async () => expectEqual([...(await of(ada))].sort(), both, 'labels')),
    'label list': all && (async () => expectEqual([...(await all())].sort(), after, 'labels')),
    'label remove': then(
      async () => unassign(await vip(), ada),
      () => expectAda(['Newsletter']),
    ),
    'label delete': then(
      async () => remove(await vip()),
      () => expectLabels(before),
    ),
  })
}

/** `heard` are the texts that arrived, in order; `answer` is the text that the bot answers with, if any. */
export function receiving({ben, attached, person, expectUntil, expectSent}, {heard, answer}) {
  return {
    'receive event': async () => {
      await attached()
      await person(ben, 'say', {text: 'Anybody there?'})
      await expectUntil(() => heard.includes('Anybody there?'), {
        what: 'the client heard it',
        seen: () => heard,
      })
    },
    ...(answer && {answer: () => expectSent(ben, {text: answer})}),
  }
}

const present = steps => Object.fromEntries(Object.entries(steps).filter(([, step]) => step))

/** A step: what the client does, and what must be true then. */
const then = (act, check) => async () => {
  await act()
  await check()
}

/** `create` returns the id of a campaign, `tokens` the subscribers as the platform lists them. */
export function marketing(tools, {create, list, estimate, tokens, send, delivered, end}) {
  const {ada, pageId, expectEqual, expectSent, advance} = tools
  const isOwn = each => each.campaign?.name === 'Winter sale'
  let campaign
  return {
    'campaign create': async () => {
      campaign = await create({name: 'Winter sale', page_id: pageId, daily_budget: 2000})
      const own = (await list()).filter(isOwn)
      expectEqual(
        own.map(({id}) => id),
        [campaign],
        'the campaigns of that name',
      )
    },
    estimate: async () => {
      const most = await estimate({
        is_direct_send_campaign: true,
        pacing_type: 'no_pacing',
        promoted_object: {page_id: pageId},
        targeting_spec: {publisher_platforms: ['messenger'], messenger_positions: ['marketing_messages']},
      })
      expectEqual(most > 0, true, 'whether anybody is reached')
    },
    'marketing message': async () => {
      await advance(3)
      const {notification_messages_token: subscription_token} = (await tokens()).find(
        each => each.recipient_id === ada,
      )
      const message = {text: 'The sale has begun.'}
      await send({message_id: campaign, messenger_delivery_data: {subscription_token}, message})
      await expectSent(ada, message)
      expectEqual(await delivered(campaign), '1', 'how many were delivered')
    },
    'campaign end': async () => {
      await end(campaign)
      expectEqual((await list()).filter(isOwn), [], 'the campaigns of that name')
    },
  }
}
