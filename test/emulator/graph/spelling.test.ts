import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect} from 'vitest'
import {type Random, randomFrom} from '../../desired/random-profiles.ts'
import {patiently} from '../../helpers/patience.ts'
import {type Asking, test} from '../asking.ts'

const {MSGR_SEED = String(Date.now() % 1_000_000), MSGR_SPELLINGS = '40'} = process.env
const [ada, ben] = ['6411223344556677', '6411223345556680']

interface Plain {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly params: Readonly<Record<string, unknown>>
}

interface Spelled {
  readonly what: string
  readonly method: string
  readonly query: string
  readonly type: string | undefined
  readonly body: string | undefined
}

/** What a client does with the Page; `{label}` is a label that was created before. */
const calls: readonly Plain[] = [
  {
    method: 'POST',
    path: 'me/messages',
    params: {recipient: {id: ada}, message: {text: "It's {1}, [2] & 3=4 – ü"}},
  },
  {
    method: 'POST',
    path: 'me/messages',
    params: {
      recipient: {id: ada},
      messaging_type: 'RESPONSE',
      message: {
        attachment: {
          type: 'template',
          payload: {
            template_type: 'generic',
            elements: [
              {title: 'Hat', subtitle: 'Wool', buttons: [{type: 'postback', title: 'Buy', payload: 'BUY'}]},
              {
                title: 'Coat',
                buttons: [{type: 'web_url', title: 'See', url: 'https://shop.example/?a=1&b=2'}],
              },
            ],
          },
        },
      },
    },
  },
  {
    method: 'POST',
    path: 'me/messages',
    params: {
      recipient: {id: ada},
      message: {
        text: '[1]',
        metadata: '{a:1}',
        quick_replies: [{content_type: 'text', title: '{b:2}', payload: '{"action":"buy","items":[1]}'}],
      },
    },
  },
  {method: 'POST', path: 'me/messages', params: {recipient: {id: ada}, sender_action: 'typing_on'}},
  {method: 'POST', path: 'me/messages', params: {recipient: {id: '99'}, message: {text: 'Hi'}}},
  {method: 'POST', path: 'me/messages', params: {recipient: {id: ada}, message: {text: 'x'.repeat(2001)}}},
  {
    method: 'POST',
    path: 'me/messenger_profile',
    params: {
      get_started: {payload: 'START'},
      ice_breakers: [{locale: 'default', call_to_actions: [{question: 'Open?', payload: 'OPEN'}]}],
      whitelisted_domains: ['https://shop.example', 'https://www.shop.example'],
    },
  },
  {
    method: 'GET',
    path: 'me/messenger_profile',
    params: {fields: 'get_started,ice_breakers,whitelisted_domains'},
  },
  {method: 'DELETE', path: 'me/messenger_profile', params: {fields: ['ice_breakers']}},
  {method: 'POST', path: 'me/take_thread_control', params: {recipient: {id: ada}, metadata: 'mine'}},
  {method: 'POST', path: 'me/take_thread_control', params: {recipient: {id: ada}}},
  {method: 'POST', path: '{label}/label', params: {user: ada}},
  {method: 'DELETE', path: '{label}/label', params: {user: ada}},
  {method: 'GET', path: `${ada}/custom_labels`, params: {fields: 'page_label_name', limit: 5}},
  {
    method: 'POST',
    path: 'me/moderate_conversations',
    params: {user_ids: [{id: ben}], actions: ['move_to_spam']},
  },
  {
    method: 'GET',
    path: 'me/conversations',
    params: {platform: 'messenger', fields: 'id,participants', limit: 2},
  },
]

const pick = <Item>(items: readonly Item[], random: Random): Item => {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null

/** `{id:'1'}`, `{'id':"1"}`, with a comma at the end. */
function loosely(value: unknown, random: Random): string {
  if (typeof value === 'string')
    return random() < 0.5 ? JSON.stringify(value) : `'${value.replaceAll(/[\\']/g, '\\$&')}'`
  if (!isNested(value)) return String(value)
  if (Array.isArray(value)) return `[${value.map(each => loosely(each, random)).join(',')}]`
  const keys = Object.entries(value).map(([key, each]) => {
    const name = pick([key, `'${key}'`, JSON.stringify(key)], random)
    return `${name}:${pick(['', ' '], random)}${loosely(each, random)}`
  })
  return `{${keys.join(', ')}${random() < 0.2 ? ',' : ''}}`
}

/** `a[b][0]=…` */
function bracketed(name: string, value: unknown, random: Random): readonly (readonly [string, string])[] {
  if (!isNested(value)) return [[name, String(value)]]
  if (!Array.isArray(value))
    return Object.entries(value).flatMap(([key, each]) => bracketed(`${name}[${key}]`, each, random))
  const isBare = value.every(each => !isNested(each)) && random() < 0.5
  return value.flatMap((each, index) => bracketed(`${name}[${isBare ? '' : index}]`, each, random))
}

function pairsOf(
  params: Plain['params'],
  random: Random,
  styles = ['json', 'loose', 'brackets'],
): readonly (readonly [string, string])[] {
  return Object.entries(params).flatMap(([name, value]) => {
    if (!isNested(value)) return [[name, String(value)] as const]
    const style = pick(styles, random)
    if (style === 'brackets') return bracketed(name, value, random)
    return [[name, style === 'json' ? JSON.stringify(value) : loosely(value, random)] as const]
  })
}

const formOf = (pairs: readonly (readonly [string, string])[]) =>
  new URLSearchParams(pairs.map(([name, text]) => [name, text] as [string, string])).toString()

function multipartOf(pairs: readonly (readonly [string, string])[]): string {
  const parts = pairs.map(
    ([name, text]) => `--x1\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`,
  )
  return `${parts.join('')}--x1--\r\n`
}

/** Ids as numbers, and nulls that say nothing. */
function oddly(params: Plain['params'], random: Random): Plain['params'] {
  const {recipient, user} = params as {recipient?: {id: string}; user?: string}
  return {
    ...params,
    ...(recipient !== undefined && random() < 0.5
      ? {recipient: {id: Number(recipient.id), user_ref: null}}
      : {}),
    ...(user !== undefined && random() < 0.5 ? {user: Number(user)} : {}),
    ...('metadata' in params ? {} : {metadata: null}),
  }
}

/** The same call as another client would write it. */
function respelled({method: plainMethod, params}: Plain, random: Random): Spelled {
  const isOverridden = plainMethod === 'DELETE' || random() < 0.2
  const method = isOverridden ? 'POST' : plainMethod
  const override: Record<string, string> = isOverridden
    ? {method: pick([plainMethod, plainMethod.toLowerCase()], random)}
    : {}
  const all = {...params, ...override}
  const inQuery = formOf(pairsOf(all, random))
  if (method === 'GET') return {what: 'query', method, query: inQuery, type: undefined, body: undefined}
  const wholly = {...oddly(params, random), ...override}
  const json = 'application/json'
  const form = 'application/x-www-form-urlencoded'
  const asForm = formOf(pairsOf(all, random))
  const [what, type, body, query = ''] = pick<
    readonly [string, string | undefined, string | undefined, string?]
  >(
    [
      ['query alone', undefined, undefined, inQuery],
      ['a form', form, asForm],
      ['a form with a charset', `${form}; charset=UTF-8`, asForm],
      ['a form declared as JSON', json, asForm],
      ['a form declared as text', 'text/plain;charset=UTF-8', asForm],
      ['multipart', 'multipart/form-data; boundary=x1', multipartOf(pairsOf(all, random))],
      ['JSON', 'Application/JSON; charset=utf-8', JSON.stringify(wholly)],
      ['JSON declared as a form', form, JSON.stringify(wholly)],
      ['JSON declared as text', 'text/plain', JSON.stringify(wholly)],
      ['loose JSON', json, loosely(all, random)],
      [
        'JSON with its values as texts',
        json,
        JSON.stringify(Object.fromEntries(pairsOf(all, random, ['json', 'loose']))),
      ],
    ],
    random,
  )
  return {what, method, query, type, body}
}

async function tell({emulator}: Asking, path: string, {method, query, type, body}: Spelled) {
  const {pageToken} = await emulator.connection()
  const url = `${emulator.url}/v26.0/${path}?${query}${query === '' ? '' : '&'}access_token=${pageToken}`
  const bytes = body === undefined ? {} : {body: Buffer.from(body)}
  const headers = type === undefined ? {} : {headers: {'content-type': type}}
  const answer = await fetch(url, {method, ...headers, ...bytes})
  return {status: answer.status, body: comparable(await answer.text())}
}

/** What differs by its nature: ids of messages and traces, cursors, tokens in links. */
const comparable = (text: string) =>
  text
    .replaceAll(/"(message_id|fbtrace_id|next|previous|before|after|updated_time)":"[^"]*"/g, '"$1":""')
    .replaceAll(/127\.0\.0\.1:\d+/g, 'host')

const respellings = 'any call, respelled as other clients spell it, has the same effect and answer'
const timeout = patiently(30_000 + 15 * Number(MSGR_SPELLINGS))

test(respellings, {timeout}, async ({start}) => {
  process.stdout.write(`respelled calls: MSGR_SEED=${MSGR_SEED} MSGR_SPELLINGS=${MSGR_SPELLINGS}\n`)
  const random = randomFrom(Number(MSGR_SEED))
  const [plainly, oddly] = [await start(), await start()]
  const labels = await Promise.all(
    [plainly, oddly].map(async ({ask}) => {
      const {body} = await ask('POST /v26.0/me/custom_labels', {body: {page_label_name: 'VIP'}})
      return String(body.id)
    }),
  )
  for (let count = 0; count < Number(MSGR_SPELLINGS); count += 1) {
    const call = pick(calls, random)
    const [one = '', other = ''] = labels.map(id => call.path.replace('{label}', id))
    const isRead = call.method === 'GET'
    const expected = await tell(plainly, one, {
      what: 'plain',
      method: call.method,
      query: isRead ? formOf(pairsOf(call.params, () => 0)) : '',
      type: isRead ? undefined : 'application/json',
      body: isRead ? undefined : JSON.stringify(call.params),
    })
    const spelled = respelled(call, random)
    const got = await tell(oddly, other, spelled)
    expect(got, `MSGR_SEED=${MSGR_SEED} ${call.method} ${call.path} as ${JSON.stringify(spelled)}`).toEqual(
      expected,
    )
  }
  const read = 'me/conversations?fields=messages.limit(50){message,attachments},folder'
  const [left, right] = await Promise.all(
    [plainly, oddly].map(async ({ask}) => comparable(JSON.stringify((await ask(`GET /v26.0/${read}`)).body))),
  )
  expect(right).toBe(left)
})

/** A form in which a client wrote its nulls; as texts they are kept. */
test('null in a form is absent', async ({start}) => {
  const {ask, emulator} = await start()
  const {pageToken} = await emulator.connection()
  const body = new URLSearchParams({
    access_token: pageToken,
    'recipient[id]': ada,
    'recipient[user_ref]': 'null',
    'message[text]': 'null',
    'message[attachment]': 'null',
    tag: 'null',
  })
  const answer = await fetch(`${emulator.url}/me/messages`, {method: 'POST', body})
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('message_id')])
  const read = await ask(`GET /me/conversations?fields=messages{message}&user_id=${ada}`)
  expect(JSON.stringify(read.body)).toContain('"message":"null"')
})

test('a batch is respelled like a call', async ({start}) => {
  const {ask} = await start()
  const {body: label} = await ask('POST /v26.0/me/custom_labels', {body: {page_label_name: 'VIP'}})
  const batch = [
    {method: 'POST', relative_url: 'me/messages', body: `recipient={id:${ada}}&message[text]=One`},
    {method: 'POST', relative_url: `${label.id}/label`, body: `user=${ada}`},
    {method: 'POST', relative_url: `${label.id}/label?method=delete`, body: `user=${ada}`},
    {method: 'GET', relative_url: `${ada}/custom_labels`},
    {method: 'POST', relative_url: 'me/messages', body: `{recipient:{id:'${ada}'},message:{text:'Two'}}`},
    {method: 'POST', relative_url: 'me/messages', body: {recipient: {id: ada}, message: {text: 'Three'}}},
  ]
  const {body} = await ask('POST /', {body: {batch}})

  expect(body.map(({code}: {code: number}) => code)).toEqual([200, 200, 200, 200, 200, 200])
  expect(body[3].body).not.toContain(label.id)
})

test('an id of too many digits for a number arrives whole, and a name reaches into nothing', async ({
  start,
}) => {
  const {ask, emulator} = await start()
  const {pageToken} = await emulator.connection()
  const post = async (body: string, type: string) => {
    const url = `${emulator.url}/v26.0/me/messages?access_token=${pageToken}`
    return (await fetch(url, {method: 'POST', headers: {'content-type': type}, body})).text()
  }
  const form = 'application/x-www-form-urlencoded'
  for (const body of [
    `{"recipient":{"id":"${ada}"},"message":{"text":64112233445566771}}`,
    `{recipient:{id:'${ada}'},message:{text:64112233445566773}}`,
  ])
    await post(body, 'application/json')
  const read = JSON.stringify(
    (await ask(`GET /v26.0/me/conversations?fields=messages{message}&user_id=${ada}`)).body,
  )
  expect(read).toContain('"64112233445566771"')
  expect(read).toContain('"64112233445566773"')

  const body = `access_token=${pageToken}&__proto__={"recipient":{"id":"${ada}"}}&message={"text":"x"}`
  const headers = {'content-type': form}
  const refused = await fetch(`${emulator.url}/v26.0/me/messages`, {method: 'POST', headers, body})
  expect(await refused.text()).toContain('The parameter recipient is required')
  await post('recipient[__proto__][polluted]=1&recipient[constructor][prototype][polluted]=1', form)
  expect(({} as {polluted?: unknown}).polluted).toBeUndefined()
})

test('brackets without a number go behind those with one, and files may have names in brackets', async ({
  start,
}) => {
  const {emulator} = await start()
  const {pageToken} = await emulator.connection()
  const url = (path: string) => `${emulator.url}/v26.0/me/${path}?access_token=${pageToken}`
  const domains = 'whitelisted_domains[1]=https://a.example/&whitelisted_domains[]=https://b.example/'
  const headers = {'content-type': 'application/x-www-form-urlencoded'}
  await fetch(url('messenger_profile'), {method: 'POST', headers, body: domains})
  const profile = await fetch(`${url('messenger_profile')}&fields[]=whitelisted_domains`)
  expect(await profile.text()).toContain('["https://a.example/","https://b.example/"]')

  for (const name of ['filedata[]', 'message[attachment][payload][filedata]']) {
    const form = new FormData()
    form.set('recipient[id]', ada)
    form.set('message[attachment][type]', 'image')
    form.set('message[attachment][payload]', '{}')
    form.set(name, new Blob(['PNG'], {type: 'image/png'}), 'a.png')
    const answer = await fetch(url('messages'), {method: 'POST', body: form})
    expect([name, answer.status, await answer.text()]).toEqual([
      name,
      200,
      expect.stringContaining('message_id'),
    ])
  }
})

test('a GET that deletes is kept and is shown as what it does; a page of another origin makes none', async ({
  start,
  folder,
}) => {
  const {ask, emulator} = await start({folder, isEphemeral: false})
  const onDisk = () => readFile(join(folder, 'today/state.json'), 'utf8').catch(() => '')
  const {body: label} = await ask('POST /v26.0/me/custom_labels', {body: {page_label_name: '{VIP:1}'}})
  const path = `/v26.0/${label.id}?method=delete`
  const {pageToken} = await emulator.connection()
  const bySite = {'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image'}
  const foreign = await fetch(`${emulator.url}${path}&access_token=${pageToken}`, {headers: bySite})
  expect(foreign.status).toBe(403)
  expect((await ask(`GET /v26.0/${label.id}?fields=page_label_name`)).body.page_label_name).toBe('{VIP:1}')

  await expect.poll(onDisk).toContain('{VIP:1}')

  expect((await ask(`GET ${path}`)).body).toEqual({success: true})
  const {entries} = await emulator.admin('GET', 'activity')
  expect(entries.map(({name}) => name)).toContain(`DELETE /${label.id}`)
  await expect.poll(onDisk).not.toContain('{VIP:1}')
})

test('what is long and unfinished is read in time', async ({start}) => {
  const {emulator} = await start()
  const post = async (body: string) =>
    (await fetch(`${emulator.url}/v26.0/me/messages`, {method: 'POST', body})).status
  // Each took minutes once: every item counted those before it, every quotation mark looked for its end.
  expect(await post('a[]=1&'.repeat(200_000))).toBe(400)
  expect(await post(`a=["${'\\"'.repeat(400_000)}`)).toBe(400)
})
