import {describe, expect} from 'vitest'
import {caseFile} from '../../helpers/case-file.ts'
import {startRules} from '../../helpers/rules-server.ts'
import {test} from '../../helpers/world.ts'

const error = (code: number, subcode: number, message = 'no') => ({
  error: {message, type: 'OAuthException', code, error_subcode: subcode, fbtrace_id: 'Axx'},
})
const page = {method: 'GET', path: '/me\\?', answer: {id: '109876543210987', name: 'Acme Shop'}}
const accepted = {method: 'POST', path: '/messages', answer: {recipient_id: '1', message_id: 'm_$N'}}
const ids = (from: number, to: number) =>
  Array.from({length: to - from}, (_, index) => `64112233445${String(from + index).padStart(5, '0')}`).join(
    '\n',
  )

describe('a broadcast that reaches nobody', () => {
  test('of people whose window is closed is not done', async ({world}) => {
    const {code, out} = await world.msgr([
      'broadcast',
      'send',
      '--to',
      caseFile('closed.csv'),
      '--text',
      'Hi',
      '--yes',
    ])

    expect(code).toBe(6)
    expect(out).toMatch(/^✖ 0 of \d+ sent, \d+ skipped\n/)
    expect(out).not.toContain('✔')
    expect(out).toContain('Nobody got it')
  })

  test('says so under --json, in status, in list and when it is resumed', async ({world}) => {
    const sent = await world.msgr([
      'broadcast',
      'send',
      '--to',
      caseFile('closed.csv'),
      '--text',
      'Hi',
      '--yes',
      '--json',
    ])
    const status = await world.msgr('broadcast status last --json')
    const list = await world.msgr('broadcast list --json')
    const resumed = await world.msgr('broadcast resume last --json')

    expect([sent.code, resumed.code]).toEqual([6, 6])
    const {reasons, ...result} = JSON.parse(sent.out)
    expect(result).toMatchObject({sent: 0, state: 'failed'})
    expect(reasons[0]).toMatchObject({outcome: 'skipped', code: 10, subcode: 2018278, count: result.total})
    for (const {out} of [status, resumed]) expect(JSON.parse(out)).toMatchObject({sent: 0, state: 'failed'})
    expect(JSON.parse(list.out)[0]).toMatchObject({state: 'failed'})
  })

  test('because the plan leaves everybody out is not done either', async ({world}) => {
    world.clock.advance(30 * 86_400_000)

    const {code, out, err} = await world.msgr('broadcast send --all --text Hi --yes')

    expect(code).toBe(6)
    expect(err).toContain('12 left out: messaging window closed')
    expect(out).toMatch(/^✖ 0 of 12 sent, 12 skipped\n/)
  })

  test('because nobody is under the label is not done either', async ({world}) => {
    await world.msgr('label create Nobody')

    const {code, out} = await world.msgr('broadcast send --label Nobody --text Hi --yes')

    expect(code).toBe(6)
    expect(out).not.toContain('✔')
  })
})

describe('people unknown to the Page', () => {
  test('25 in a row pause the run, which goes on when it is resumed', async ({world}) => {
    const line = [
      'broadcast',
      'send',
      '--to',
      caseFile('strangers.csv'),
      '--text',
      'Hi',
      '--yes',
      '--width',
      '1',
    ]
    const {code, out} = await world.msgr(line)
    const second = await world.msgr('broadcast resume last --width 1')
    const third = await world.msgr('broadcast resume last --width 1')

    expect([code, second.code, third.code]).toEqual([5, 5, 6])
    expect(out).toMatch(/^! 0 of 60 sent, 25 skipped, 35 to go\n/)
    expect(out).toContain(
      '25 people in a row are unknown to this Page: does this list belong to another Page?',
    )
    expect(out).toMatch(/Continue: msgr( --emulator)? broadcast resume /)
    expect(third.out).toMatch(/^✖ 0 of 60 sent, 60 skipped\n/)
  })

  test('are counted when the platform says that there is no such object', async ({bareWorld}) => {
    const {env, calls} = await startRules([{path: '/messages', status: 400, answer: error(100, 33)}, page])
    await bareWorld.write('people.txt', ids(0, 40))

    const {code, out} = await bareWorld.msgr('broadcast send --text Hi --to people.txt --yes --width 1', {
      env,
    })

    expect(code).toBe(5)
    expect(out).toContain('does this list belong to another Page?')
    expect(calls.filter(call => call.includes('/messages'))).toHaveLength(25)
  })

  test('are forgotten after somebody whom the Page knows', async ({bareWorld}) => {
    const {env} = await startRules([
      {path: '/messages', body_has: '6411223344500020', status: 400, answer: error(10, 2018278)},
      {path: '/messages', body_has: '6411223344500040', answer: accepted.answer},
      {path: '/messages', status: 400, answer: error(100, 2018001)},
      page,
    ])
    await bareWorld.write('people.txt', ids(0, 60))

    const {code, out} = await bareWorld.msgr('broadcast send --text Hi --to people.txt --yes --width 1', {
      env,
    })

    expect(code).toBe(0)
    expect(out).toMatch(/^✔ 1 of 60 sent, 59 skipped\n/)
  })

  test('are many when half of the last 200 are', async ({bareWorld}) => {
    const {env} = await startRules([
      {path: '/messages', body_has: '64112233445\\d{4}[02468]"', status: 400, answer: error(100, 2018001)},
      accepted,
      page,
    ])
    await bareWorld.write('people.txt', ids(0, 300))

    const {code, out} = await bareWorld.msgr(
      'broadcast send --text Hi --to people.txt --yes --width 1 --rate 300',
      {env},
    )

    expect(code).toBe(5)
    expect(out).toContain('100 of the last 200 failed or are unknown to this Page')
  })
})

describe('why people were not reached', () => {
  test('is listed by code and sentence at the end, with how many and one of them', async ({bareWorld}) => {
    const {env} = await startRules('rules-fetch.json')

    const line = ['broadcast', 'send', '--to', caseFile('three.csv'), '--text', 'Hi', '--yes']
    const {code, out} = await bareWorld.msgr(line, {env})
    const report = await bareWorld.msgr('broadcast report last', {env})
    const csv = await bareWorld.msgr('broadcast report last --format csv', {env})
    const json = await bareWorld.msgr('broadcast report last --json', {env})

    expect(code).toBe(6)
    const sentence = 'Failed to fetch the file from the url'
    expect(out).toMatch(
      new RegExp(
        `^! 2 of 3 sent, 1 failed\n {2}1 failed: .*${sentence}.* \\(100, trace Axx\\), such as 6411223344556677\n`,
      ),
    )
    for (const {out: shown} of [report, csv, json]) expect(shown).toContain(sentence)
    const row = json.out
      .trim()
      .split('\n')
      .map(text => JSON.parse(text))
      .find(({outcome}) => outcome === 'failed')
    expect(row).toMatchObject({code: 100, traceId: 'Axx', reason: expect.stringContaining(sentence)})
    expect(csv.out).toContain(',100,,Axx,')
  })

  test('is counted once for people of whom only the id differs', async ({bareWorld}) => {
    const {env} = await startRules([
      {
        path: '/messages',
        body_has: '0000[0-4]"',
        status: 400,
        answer: error(100, 1, 'Bad id 641122334450$N0000'),
      },
      {path: '/messages', body_has: '0000[5-7]"', status: 400, answer: error(551, 1545041, 'Not now')},
      accepted,
      page,
    ])
    await bareWorld.write('people.txt', ids(0, 10))

    const {out} = await bareWorld.msgr('broadcast send --text Hi --to people.txt --yes --json', {env})

    const {reasons} = JSON.parse(out)
    expect(reasons).toMatchObject([
      {outcome: 'failed', code: 100, subcode: 1, count: 5, traceId: 'Axx'},
      {outcome: 'skipped', code: 551, subcode: 1545041, count: 3},
    ])
  })

  test('is kept up to a bound, whatever the platform writes, and without a token', async ({bareWorld}) => {
    const answer = error(100, 1, `EAABfake ${'long '.repeat(5000)}`)
    const {env} = await startRules([{path: '/messages', status: 400, answer}, page])
    await bareWorld.write('one.txt', ids(0, 1))

    const {out} = await bareWorld.msgr('broadcast send --text Hi --to one.txt --yes --json', {env})
    const report = await bareWorld.msgr('broadcast report last --json', {env})

    expect(report.out.length).toBeLessThan(1000)
    expect(out + report.out).not.toContain('EAABfake')
  })
})

test.for([
  [
    'a person who blocked the Page',
    'rules-notreceiving.json',
    0,
    {sent: 2, skipped: 1, remaining: 0, state: 'done'},
  ],
  ['a token that is not that of a Page', 'rules-active.json', 4, {sent: 0, remaining: 3, state: 'paused'}],
  ['a token of a user', 'rules-t210.json', 4, {sent: 0, remaining: 3, state: 'paused'}],
  ['a failure of the platform', 'rules-m1.json', 7, {sent: 2, inDoubt: 1, state: 'done'}],
  ['a wrong proof', 'rules-proof.json', 4, {sent: 0, remaining: 3, state: 'paused'}],
] as const)('%s', async ([, rules, expected, counts], {bareWorld}) => {
  const {env} = await startRules(rules)

  const line = [
    'broadcast',
    'send',
    '--to',
    caseFile('three.csv'),
    '--text',
    'Hi',
    '--yes',
    '--json',
    '--width',
    '1',
  ]
  const {code, out} = await bareWorld.msgr(line, {env})

  expect(code).toBe(expected)
  expect(JSON.parse(out)).toMatchObject(counts)
})

test('a run that somebody stopped by blocking the Page goes on when it is resumed', async ({bareWorld}) => {
  const {env} = await startRules('rules-notreceiving.json')
  await bareWorld.msgr(
    ['broadcast', 'send', '--to', caseFile('three.csv'), '--text', 'Hi', '--yes', '--split', '1'],
    {env},
  )

  const {code, out} = await bareWorld.msgr('broadcast resume last --json', {env})

  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({sent: 2, skipped: 1})
})

test('somebody without a profile gets the fallback, and asking for them says why', async ({bareWorld}) => {
  const {env, calls} = await startRules('rules-profile.json', {now: '2026-11-28T11:00:00Z'})

  const sent = await bareWorld.msgr('broadcast send --all --text "Hi {{first_name|there}}" --yes --json', {
    env,
  })
  const hidden = await bareWorld.msgr('user get 6411223344556602', {env})
  const european = await bareWorld.msgr('user get 6411223344556603', {env})

  expect(JSON.parse(sent.out)).toMatchObject({sent: 3, state: 'done'})
  expect(calls.filter(call => call.includes('Hi there'))).not.toHaveLength(0)
  expect([hidden.code, european.code]).toEqual([1, 1])
  expect(hidden.err).toContain('there is no profile for this person')
  expect(european.err).toContain('the privacy rules where this person lives do not allow this')
})
