import {statSync} from 'node:fs'
import {join} from 'node:path'
import {stripVTControlCharacters} from 'node:util'
import {describe, expect} from 'vitest'
import {startRules} from '../../helpers/rules-server.ts'
import {test} from '../../helpers/world.ts'

const [ada, ben] = ['6411223344556677', '6411223345556680'] as const
const autumn = '6011110000000001'
const hour = 3_600_000

describe('subscriber list and export', () => {
  test('show who can get a message, filter, and never print a whole token', async ({world}) => {
    const tokens = await world.msgr('subscriber export --show-tokens --out tokens.ndjson')
    expect(tokens).toMatchObject({code: 0, out: expect.stringContaining('Wrote 40 rows')})
    expect(statSync(join(world.folder, 'tokens.ndjson')).mode & 0o777).toBe(0o600)
    const rows = (await world.read('tokens.ndjson'))
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as {psid: string | null; token: string})
    const secrets = rows.map(({token}) => token)
    expect(secrets.every(token => /^[0-9a-f]{64}$/.test(token))).toBe(true)

    expect((await world.msgr(`send marketing ${ada} --text Hi --campaign ${autumn} --yes`)).code).toBe(0)
    const all = await world.msgr('subscriber list --limit all --json --debug')
    const eligible = await world.msgr('subscriber list --limit all --eligible --json')
    const lists = {all: all.json(), eligible: eligible.json()}
    expect(lists.all).toHaveLength(40)
    expect(lists.all[0]).toMatchObject({psid: ada, status: 'resting', topic: 'Updates and promotions'})
    expect(Date.parse(lists.all[0].nextAt) - world.clock.now()).toBeGreaterThan(11 * hour)
    expect(lists.eligible).toHaveLength(39)
    expect(lists.all.filter(({status}: {status: string}) => status === 'unknown')).toHaveLength(30)
    const csv = await world.msgr('subscriber export --format csv')
    expect(csv.out.split('\n')[0]).toBe(
      'psid,topic,status,subscribedAt,nextAt,expiresAt,timezone,audienceIds,token',
    )
    for (const {out, err} of [all, eligible, csv])
      for (const token of secrets) expect(out.includes(token) || err.includes(token)).toBe(false)

    const counts = async (flags: string) =>
      (await world.msgr(`subscriber list --limit all --json ${flags}`)).json().length
    expect(await counts('--opt-in-source CTM')).toBe(3)
    expect(await counts('--opt-in-source SUBSCRIBER_LIST')).toBe(30)
    expect(await counts('--since 100d --until 55d')).toBeLessThan(10)
    expect(await counts('--audience 6301110000000001')).toBe(0)
    const none = await world.msgr('subscriber list --since 1m', {terminals: {stdout: true}})
    expect(none.out).toContain('No subscriber subscribed since 1m.')
    for (const width of [40, 60, 120]) {
      const {out} = await world.msgr('subscriber list', {terminals: {stdout: true}, columns: width})
      expect(out).toContain(ada)
      expect(
        Math.max(
          ...stripVTControlCharacters(out)
            .split('\n')
            .map(line => line.length),
        ),
        `${width}`,
      ).toBeLessThanOrEqual(width)
    }
  })

  test('refuse what they cannot do, and report a list that breaks off', async ({bareWorld: world}) => {
    const row = (number: number) => ({
      notification_messages_token: `token-number-${number}`,
      recipient_id: `64${number}`,
    })
    const next = {cursors: {after: 'A'}, next: 'https://graph.facebook.com/x?after=A'}
    const {env} = await startRules([
      {path: 'notification_message_tokens.*after=A', answer: {nothing: true}},
      {path: 'notification_message_tokens', answer: {data: [row(1), row(2)], paging: next}},
    ])
    const broken = await world.msgr('subscriber export --out all.csv', {env})
    expect(broken.code).toBe(1)
    expect(broken.err).toContain('has no data')
    expect(broken.err).toContain('all.csv was not written: reading failed after 2 rows')
    for (const [line, says] of [
      ['subscriber export --show-tokens', 'Whole tokens are not printed'],
      ['subscriber list --since yesterweek', '--since yesterweek is not a moment'],
      ['subscriber list --since 1d --until 2d', '--since 1d is after --until 2d'],
      ['subscriber list --audience VIP', 'not the id of a custom audience'],
    ] as const)
      expect(await world.msgr(line, {env}), line).toMatchObject({code: 2, err: expect.stringContaining(says)})
  })
})

describe('subscriber ask', () => {
  test('sends the request as it is documented, once the window was found open', async ({
    bareWorld: world,
  }) => {
    const now = new Date().toISOString()
    const wrote = {
      ...{id: 't_1', updated_time: now, participants: {data: [{id: ada}]}},
      messages: {data: [{id: 'm_1', created_time: now, from: {id: ada}}]},
    }
    const {env, calls} = await startRules([
      {path: 'conversations', answer: {data: [wrote]}},
      {method: 'POST', path: 'messages', answer: {recipient: {id: ada, message_id: 'm_asked'}}},
    ])
    const flags =
      '--title "Our offers" --image https://shop.example.com/a.png --payload OFFERS --timezone Europe/Vienna'
    const {code, json} = await world.msgr(`subscriber ask ${ada} ${flags} --json`, {env})

    const people = [{psid: ada, done: true, messageId: 'm_asked', inDoubt: false, reason: null}]
    expect({code, result: json()}).toEqual({code: 0, result: {title: 'Our offers', people}})
    const sent = calls.find(call => call.startsWith('POST')) ?? ''
    expect(JSON.parse(sent.slice(sent.indexOf('{')))).toEqual({
      recipient: {id: ada},
      message: {
        attachment: {
          type: 'template',
          payload: {
            ...{template_type: 'notification_messages', title: 'Our offers'},
            ...{image_url: 'https://shop.example.com/a.png', payload: 'OFFERS'},
            notification_messages_timezone: 'Europe/Vienna',
          },
        },
      },
    })
  })

  test('refuses a closed window before anything is sent, and asks the others', async ({world}) => {
    const closed = '6411223351556698'
    const before = (await world.emulator.admin('GET', 'calls')).calls.length
    const alone = await world.msgr(`subscriber ask ${closed} --title Offers`)
    expect(alone).toMatchObject({
      code: 1,
      err: expect.stringContaining(`The messaging window of ${closed} is closed`),
    })
    const {calls} = await world.emulator.admin('GET', 'calls')
    expect(calls.slice(before).filter(({call}) => call.startsWith('POST'))).toEqual([])

    const asked = await world.msgr(`subscriber ask ${ada} ${closed} 999 --title Offers`)
    expect(asked).toMatchObject({code: 2, err: expect.stringContaining('Answer with --yes')})
    const several = await world.msgr(`subscriber ask ${ada} ${closed} 999 --title Offers --yes --json`)
    expect(several.code).toBe(6)
    const done = several
      .json()
      .people.map(({psid, done: isDone}: {psid: string; done: boolean}) => [psid, isDone])
    expect(done).toEqual([
      [ada, true],
      [closed, false],
      ['999', false],
    ])
  })

  test('names who may have got it without an answer, and stops where everybody would be refused', async ({
    bareWorld: world,
  }) => {
    const none = {path: 'conversations', answer: {data: []}}
    const open = (psid: string) => {
      const now = new Date().toISOString()
      const data = [{id: 'm', created_time: now, from: {id: psid}}]
      return {
        path: `conversations.*user_id=${psid}`,
        answer: {data: [{id: 't', updated_time: now, messages: {data}}]},
      }
    }
    const dead = {error: {message: 'Session has expired', type: 'OAuthException', code: 190}}
    const {env} = await startRules([
      ...[open(ada), open(ben), none],
      {method: 'POST', path: 'messages', times: 1, answer: {}},
      {method: 'POST', path: 'messages', status: 400, answer: dead},
      {path: 'me\\?', answer: {id: '109876543210987'}},
    ])
    const {code, json} = await world.msgr(
      `subscriber ask ${ada} ${ben} 6411223346556683 --title Offers --yes --json`,
      {env},
    )
    expect(code).toBe(7)
    expect(json().people).toMatchObject([
      {psid: ada, done: false, inDoubt: true},
      {psid: ben, done: false, inDoubt: false},
      {done: false, inDoubt: false, reason: expect.stringMatching(/^Not asked: /)},
    ])
  })

  test('refuses what the platform would refuse', async ({world}) => {
    for (const [line, says] of [
      [`subscriber ask ${ada}`, 'The title is missing'],
      [`subscriber ask ${ada} --title ${'x'.repeat(66)}`, '66 characters, at most 65'],
      [`subscriber ask ${ada} --title X --timezone Mars/Base`, 'not a time zone'],
      [`subscriber ask --title X`, 'Nobody is named'],
    ] as const)
      expect(await world.msgr(line), line).toMatchObject({code: 2, err: expect.stringContaining(says)})
  })
})

describe('subscriber unsubscribe', () => {
  test('names people in one way per call, hashed, and asks first', async ({bareWorld: world}) => {
    const {env, calls} = await startRules([
      {method: 'POST', path: 'unsubscribe', times: 1, answer: {invalid_rows_count: 1}},
      {method: 'POST', path: 'unsubscribe', answer: {invalid_rows_count: 0}},
      {path: 'me\\?', answer: {id: '109876543210987'}},
    ])
    const hash = 'b'.repeat(64)
    await world.write(
      'stopped.csv',
      `psid;email;phone\n${ben};;\n;ann@example.com;+43 664 1234567\n;${hash};\n`,
    )
    const line = `subscriber unsubscribe ${ada} token_of_somebody_1 --from stopped.csv`
    expect((await world.msgr(line, {env})).code).toBe(2)
    expect(calls).toEqual([])

    const {code, json} = await world.msgr(`${line} --yes --json`, {env})
    expect({code, ...json()}).toEqual({code: 6, people: 5, refused: 1, invalid: 0})
    const bodies = calls
      .filter(call => call.startsWith('POST'))
      .map(call => JSON.parse(call.slice(call.indexOf('{'))).data)
    expect(bodies).toEqual([
      [{psid: ada}, {psid: ben}],
      [{subscriber_token: 'token_of_somebody_1'}],
      [
        {phone: expect.stringMatching(/^[0-9a-f]{64}$/), email: expect.stringMatching(/^[0-9a-f]{64}$/)},
        {email: hash},
      ],
    ])
  })

  test('takes people off the list, and quotes nobody it cannot use', async ({world}) => {
    expect(await world.msgr(`subscriber unsubscribe ${ada} --yes`)).toMatchObject({
      ...{code: 0, out: 'Unsubscribed 1 person.\n'},
    })
    const {out} = await world.msgr('subscriber list --limit all --json')
    expect(out).not.toContain(ada)
    const wrong = await world.msgr('subscriber unsubscribe ann@ --yes')
    expect(wrong).toMatchObject({code: 2, err: expect.stringContaining('the e-mail address is not valid')})
    expect(wrong.err).not.toContain('ann@')
    await world.write('stopped.txt', `${ben}\n+43 66\n`)
    const bad = await world.msgr('subscriber unsubscribe --from stopped.txt --yes')
    expect(bad).toMatchObject({
      code: 2,
      err: expect.stringContaining('stopped.txt:2: the phone number is not valid'),
    })
  })
})
