import {describe, expect} from 'vitest'
import {startRules} from '../helpers/rules-server.ts'
import {test} from '../helpers/world.ts'

const page = {method: 'GET', path: '/me\\?', answer: {id: '109876543210987', name: 'Acme Shop'}}
const time = '2026-11-28T10:00:00+0000'
const conversation = (index: number) => {
  const person = {id: `64112233445566${String(index).padStart(2, '0')}`, name: `Person ${index}`}
  return {
    id: `t_${index}`,
    updated_time: time,
    participants: {data: [person, {id: '109876543210987', name: 'Acme Shop'}]},
    messages: {data: [{id: `m_${index}`, created_time: time, from: person}]},
  }
}
const conversations = (first: number, count: number) =>
  Array.from({length: count}, (_, index) => conversation(first + index))
const tooMuch = {
  error: {code: 1, message: "Please reduce the amount of data you're asking for, then retry your request"},
}
const rowsOf = (ndjson: string) =>
  ndjson
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))

describe('a list that the platform cuts short', () => {
  test('is followed where its next page has no cursor', async ({bareWorld}) => {
    const {env, calls} = await startRules('rules-paging-token.json')

    const {code, out} = await bareWorld.msgr('conversation export --json', {env})

    expect(code).toBe(0)
    expect(rowsOf(out).map(({name}) => name)).toEqual(['Ada', 'Ben', 'Cleo'])
    expect(calls.join('\n')).not.toContain('access_token')
  })

  test('gets the message of a broadcast to everybody', async ({bareWorld}) => {
    const {env} = await startRules('rules-paging-token.json', {now: '2026-11-28T11:00:00Z'})

    const {code, out} = await bareWorld.msgr('broadcast send --all --text Hi --yes --json', {env})

    expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({total: 3, sent: 3})])
  })

  const circle = [
    {
      path: 'conversations',
      answer: {
        data: conversations(1, 2),
        paging: {
          next: 'https://graph.facebook.com/v26.0/1/conversations?access_token=EAABsecretsecret&limit=25',
        },
      },
    },
    {method: 'POST', path: '^/v26.0/$', status: 400, answer: {error: {code: 100, message: 'no profiles'}}},
    page,
  ]

  test.for([
    'conversation list --limit all',
    'conversation list --limit all --json',
    'conversation export --json',
    'conversation export --out people.csv',
    'label export',
    'broadcast send --all --text Hi --yes',
    'broadcast plan --all --text Hi',
    'api GET me/conversations --all',
  ])('that goes in circles fails %s and says how much was read', async (line, {bareWorld}) => {
    const {env, calls} = await startRules([{path: 'custom_labels', answer: {data: []}}, ...circle])

    const {code, err} = await bareWorld.msgr(line, {env})

    expect(code).toBe(1)
    expect(err).toMatch(
      /conversations was cut short after 2 items: the next page is one that was read before/,
    )
    expect(err).not.toContain('secret')
    expect(calls.filter(call => call.includes('/messages '))).toEqual([])
    await expect(bareWorld.read('people.csv')).rejects.toThrow('ENOENT')
  })

  test('in a batch fails too', async ({bareWorld}) => {
    const labels = {data: [{id: '1', page_label_name: 'VIP'}], paging: {next: 'nowhere'}}
    const {env} = await startRules([
      {path: 'POST', answer: {}, times: 0},
      {method: 'POST', path: '^/v26.0/$', answer: [{code: 200, body: JSON.stringify(labels)}]},
      {path: 'custom_labels', answer: labels},
      {path: 'conversations', answer: {data: conversations(1, 1)}},
      page,
    ])

    const {code, err} = await bareWorld.msgr('label export', {env})

    expect(code).toBe(1)
    expect(err).toContain('custom_labels was cut short after 1 item')
  })
})

describe('too much data', () => {
  test('is asked for again with half the limit', async ({bareWorld}) => {
    const {env, calls} = await startRules('rules-reduce.json')

    const {code, out, err} = await bareWorld.msgr('conversation export --json --verbose', {env})

    expect(code).toBe(0)
    expect(rowsOf(out).map(({name}) => name)).toEqual(['Ada', 'Ben'])
    const limits = calls.flatMap(call => /conversations\?.*&limit=(\d+)/.exec(call)?.[1] ?? [])
    expect(limits).toEqual(['100', '50', '25'])
    expect(err).toContain('was too much data for the platform; asking again for limit=25')
  })

  test('of one item is the refusal of the platform', async ({bareWorld}) => {
    const {env, calls} = await startRules([{path: 'conversations', status: 500, answer: tooMuch}, page])

    const {code, err} = await bareWorld.msgr('conversation list', {env})

    expect(code).toBe(1)
    expect(err).toContain('Please reduce the amount of data')
    const asked = calls.filter(call => call.includes('conversations'))
    expect(new Set(asked).size).toBe(asked.length)
    expect(asked.at(-1)).toMatch(/messages\.limit\(1\).*&limit=1$/)
  })

  test('of one person in a batch is asked for singly', async ({bareWorld}) => {
    const vip = {data: [{id: '1', page_label_name: 'VIP'}]}
    const {env, calls} = await startRules([
      {method: 'POST', path: '^/v26.0/$', answer: [{code: 500, body: JSON.stringify(tooMuch)}]},
      {path: '6411223344556601/custom_labels', answer: vip},
      {path: 'custom_labels', answer: vip},
      {path: 'conversations', answer: {data: conversations(1, 1)}},
      page,
    ])

    const {code, out} = await bareWorld.msgr('label export', {env})

    expect([code, out]).toEqual([0, '6411223344556601\tPerson 1\tVIP\n'])
    expect(calls.filter(call => call.includes('GET /v26.0/6411223344556601/custom_labels'))).toEqual([
      expect.stringContaining('limit=50'),
    ])
  })

  test('of a whole batch goes fewer to a call', async ({bareWorld}) => {
    const {env, calls} = await startRules([
      {
        method: 'POST',
        path: '^/v26.0/$',
        body_has: '6411223344556601.*6411223344556603',
        status: 500,
        answer: tooMuch,
      },
      {
        method: 'POST',
        path: '^/v26.0/$',
        answer: [
          {code: 200, body: '{"data":[]}'},
          {code: 200, body: '{"data":[]}'},
        ],
      },
      {path: 'custom_labels', answer: {data: []}},
      {path: 'conversations', answer: {data: conversations(1, 3)}},
      page,
    ])

    const {code} = await bareWorld.msgr('label export', {env})

    expect(code).toBe(0)
    expect(calls.filter(call => call.startsWith('POST /v26.0/ '))).toHaveLength(3)
  })

  test('of messages in a conversation leaves none of the newest 20 out', async ({bareWorld}) => {
    const message = (index: number) => ({id: `m_${index}`, created_time: time, message: `${index}`})
    const newest = Array.from({length: 20}, (_, index) => message(index))
    const next = 'https://graph.facebook.com/next'
    const nested = {...conversation(1), messages: {data: newest.slice(0, 10), paging: {next}}}
    const {env} = await startRules([
      {path: 'conversations.*messages.limit.20', status: 500, answer: tooMuch},
      {path: 'conversations', answer: {data: [nested]}},
      {path: 't_1/messages', answer: {data: newest}},
      page,
    ])

    const {code, out} = await bareWorld.msgr('conversation export --with-messages --json', {env})

    expect([code, rowsOf(out)[0].messages.length]).toEqual([0, 20])
  })
})

describe('a long list', () => {
  const many = [
    {path: 'conversations', answer: {data: conversations(1, 40)}},
    {method: 'POST', path: '^/v26.0/$', status: 400, answer: {error: {code: 100, message: 'no profiles'}}},
    page,
  ]

  test('shows the newest 30 and says that there are more', async ({bareWorld}) => {
    const {env, calls} = await startRules(many)

    const {code, out, err} = await bareWorld.msgr('conversation list', {env})
    const all = await bareWorld.msgr('conversation list --limit all', {env})
    const exact = await bareWorld.msgr('conversation list --limit 40', {env})
    const nonsense = await bareWorld.msgr('conversation list --limit none', {env})

    expect([code, out.trim().split('\n').length]).toEqual([0, 30])
    expect(err).toBe('Showing the first 30. For more: --limit 300, or --limit all\n')
    expect(calls[0]).toContain('limit=31')
    expect([all.out.trim().split('\n').length, all.err]).toEqual([40, ''])
    expect([exact.out.trim().split('\n').length, exact.err]).toEqual([40, ''])
    expect(nonsense).toMatchObject({code: 2, err: expect.stringContaining('--limit all')})
  })

  test('has the same keys in every command, and times in UTC', async ({bareWorld}) => {
    const {env} = await startRules('rules-paging-token.json')

    const list = await bareWorld.msgr('conversation list --json', {env})
    const exported = await bareWorld.msgr('conversation export --json', {env})

    const [row] = JSON.parse(list.out)
    expect(row).toEqual({
      psid: '6411223344556601',
      name: 'Ada',
      firstName: 'Ada',
      lastName: null,
      conversationId: 't_1',
      updatedAt: '2026-11-28T10:00:00.000Z',
      lastWroteAt: '2026-11-28T10:00:00.000Z',
      window: expect.stringMatching(/open|closed/),
      messages: null,
      files: null,
    })
    expect(rowsOf(exported.out)).toEqual(JSON.parse(list.out))
  })

  test('that is interrupted keeps what was read, and exits with 130', async ({bareWorld}) => {
    const next = (cursor: string) => ({cursors: {after: cursor}, next: 'https://graph.facebook.com/'})
    const {env, calls} = await startRules([
      {path: 'after=', answer: {data: conversations(3, 2), paging: next('c$N')}},
      {path: 'conversations', answer: {data: conversations(1, 2), paging: next('2')}},
      ...many.slice(1),
    ])
    const terminal = {stdout: true, stderr: true}
    for (const [line, terminals] of [
      ['conversation list --limit all', terminal],
      ['conversation list --limit all', {}],
      ['conversation list --limit all --json', {}],
    ] as const) {
      // By then the first page has been read: one call asks for the Page, and JSON has profiles between two pages.
      const enough = calls.length + (line.endsWith('--json') ? 6 : 4)
      const running = bareWorld.start(line, {env, terminals})
      while (calls.length < enough) await new Promise(resolve => setTimeout(resolve, 5))
      running.send('SIGINT')

      const {code, out} = await running.ended

      expect([line, code]).toEqual([line, 130])
      expect(out).toContain('Person 1')
      if (line.endsWith('--json')) expect(JSON.parse(out).length).toBeGreaterThanOrEqual(2)
    }
  })

  test('at a terminal has one header over its rows', async ({bareWorld}) => {
    const {env} = await startRules(many)

    const {out} = await bareWorld.msgr('conversation list', {env, terminals: {stdout: true}})

    expect(out.match(/window/g)).toHaveLength(1)
  })
})

describe('an empty list names its filter', () => {
  const nobody = [
    {path: 'conversations', answer: {data: [conversation(1)]}},
    {path: 'message_template', answer: {data: []}},
    {path: 'custom_labels', answer: {data: [{id: '5', page_label_name: 'Gold'}]}},
    {method: 'POST', path: '^/v26.0/$', answer: [{code: 200, body: '{"data":[]}'}]},
    {path: 'sticker', answer: {data: []}},
    page,
  ]

  test.for([
    ['conversation list --active-within 1m', 'Nobody wrote within the last minute.'],
    ['conversation export --active-within 24h', 'Nobody wrote within the last 24 hours.'],
    [
      'template list --status approved --search order',
      'The Page has no template with "order" with status approved.',
    ],
    ['template list --library --language de', 'The library has no template in de.'],
    ['template list', 'The Page has no templates. Create one: msgr template create order-update.yaml'],
    ['label export --label Gold', 'No person who wrote to the Page has the label Gold.'],
    ['sticker search thanks --locale de_DE', 'No sticker matches "thanks" in de_DE.'],
  ] as const)('%s', async ([line, said], {bareWorld}) => {
    const {env} = await startRules(nobody)
    bareWorld.clock.set('2026-12-28T12:00:00Z')

    const {code, out, err} = await bareWorld.msgr(line, {
      env: {...env, MSGR_APP_TOKEN: '1|abcdefghijklm'},
      terminals: {stdout: true},
    })

    expect([code, out.trim()], err).toEqual([0, said])
  })
})

describe('--out', () => {
  test.for([
    [
      'conversation export',
      'people.csv',
      /^psid,name,firstName,lastName,conversationId,updatedAt,lastWroteAt,window\n6411/,
    ],
    ['conversation export', 'people.ndjson', /^\{"psid":"6411\d+","name":"Ada.*\}\n/],
    ['conversation export', 'people.json', /^\[\n\{"psid"[\s\S]*\}\n\]\n$/],
    ['label export', 'labels.csv', /^psid,name,label\n6411/],
    ['label export', 'labels.ndjson', /^\{"psid"/],
  ] as const)('%s writes %s', async ([line, file, content], {world}) => {
    const {code, out} = await world.msgr(`${line} --out ${file}`)
    const again = await world.msgr(`${line} --out ${file}`)
    const replaced = await world.msgr(`${line} --out ${file} --overwrite --json --quiet`)

    const text = await world.read(file)
    expect(text).toMatch(content)
    if (file.endsWith('.json')) expect(JSON.parse(text).length).toBeGreaterThan(1)
    expect([code, out]).toEqual([0, expect.stringMatching(/^✔ Wrote \d+ rows to \/.*\n$/)])
    expect(again).toMatchObject({code: 2, err: expect.stringContaining('already exists')})
    expect(JSON.parse(replaced.out)).toMatchObject({
      rows: expect.any(Number),
      file: expect.stringContaining(file),
    })
  })

  test('of another name is CSV, or one object a line with --json', async ({world}) => {
    await world.msgr('conversation export --out people')
    await world.msgr('conversation export --out objects --json')

    expect(await world.read('people')).toMatch(/^psid,name/)
    expect(await world.read('objects')).toMatch(/^\{"psid"/)
  })

  test('broadcast report writes a file', async ({world}) => {
    await world.write('three.csv', 'psid\n6411223344556677\n6411223345556680\n')
    await world.msgr('broadcast send --to three.csv --text Hi --yes')

    const {code, out} = await world.msgr('broadcast report last --out report.csv --format csv')

    expect([code, out]).toEqual([0, expect.stringMatching(/^✔ Wrote 2 rows to \/.*report.csv\n$/)])
    expect(await world.read('report.csv')).toMatch(
      /^psid,outcome,reason,code,subcode,traceId,messageId,attempts,updatedAt\n6411223344556677,sent,/,
    )
  })

  test('of nobody is a header alone', async ({world}) => {
    const {code} = await world.msgr('conversation export --active-within 0h --out nobody.csv')

    expect([code, await world.read('nobody.csv')]).toEqual([
      0,
      'psid,name,firstName,lastName,conversationId,updatedAt,lastWroteAt,window\n',
    ])
  })

  test('leaves a former file as it was when the list breaks off', async ({bareWorld}) => {
    const next = {cursors: {after: '2'}, next: 'https://graph.facebook.com/'}
    const {env} = await startRules([
      {path: 'after=2', status: 400, answer: {error: {code: 100, message: 'gone'}}},
      {path: 'conversations', answer: {data: conversations(1, 60), paging: next}},
      {method: 'POST', path: '^/v26.0/$', status: 400, answer: {error: {code: 100, message: 'no profiles'}}},
      page,
    ])
    await bareWorld.write('people.csv', 'former')

    const {code, err} = await bareWorld.msgr('conversation export --out people.csv --overwrite', {env})

    expect(code).toBe(1)
    expect(err).toContain('people.csv was not written: reading failed after 60 rows')
    expect(await bareWorld.read('people.csv')).toBe('former')
  })

  test('contradicts another format', async ({world}) => {
    const {code, err} = await world.msgr('conversation export --format csv --out people.ndjson')

    expect([code, err]).toEqual([2, expect.stringContaining('contradict each other')])
  })
})
