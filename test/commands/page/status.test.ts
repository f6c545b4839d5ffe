import {describe, expect} from 'vitest'
import {startRules} from '../../helpers/rules-server.ts'
import {test} from '../../helpers/world.ts'

const review = {path: 'messaging_feature_review', answer: {data: []}}
const end = 1_795_946_220

describe('page status', () => {
  test('of a Page that is not restricted', async ({world}) => {
    const {code, out} = await world.msgr('page status')

    expect(code).toBe(0)
    expect(out).toBe('✔ The Page is not restricted\nstatus      active\nreviews     none\n')
  })

  test('says from what, until when and why, and exits with 4', async ({world}) => {
    const set = await world.msgr('emulator page --restricted-for 7d --violation SPAM --json')
    const {code, out, json} = await world.msgr('page status --json')
    const shown = await world.msgr('page status')
    const {restrictedUntil} = set.json()

    expect(code, out).toBe(4)
    const {restrictions, violations, restricted} = json()
    expect(restricted).toBe(true)
    expect(restrictions).toMatchObject([{feature: 'page_messaging'}])
    expect(Math.abs(Date.parse(restrictions[0].endsAt) - Date.parse(restrictedUntil))).toBeLessThan(1000)
    expect(violations).toEqual([{type: 'SPAM', description: null, url: null}])
    expect(shown.out).toMatch(
      /^✖ The Page is restricted\nrestricted {2}page_messaging, until .*\nviolation {3}SPAM\n/,
    )

    await world.msgr('emulator page --restricted no')
    expect((await world.msgr('page status')).code).toBe(0)
  })

  test('is over when its time has come', async ({world}) => {
    await world.msgr('emulator page --restricted-for 1h')
    await world.msgr('emulator clock advance 2h')

    expect((await world.msgr('page status')).code).toBe(0)
    expect((await world.msgr('send text 6411223344556677 Hi')).code).toBe(0)
    expect((await world.msgr('emulator page --json')).json()).toMatchObject({
      restricted: false,
      violation: null,
    })
  })

  test.for<[why: string, status: object]>([
    ['seconds', {restrictions: [{feature: 'page_messaging', expiration_time: end}]}],
    ['a time', {restrictions: [{feature: 'page_messaging', expiration_time: '2026-11-29T21:17:00+0000'}]}],
    ['a list of one', {data: [{restrictions: [{feature: 'page_messaging', expiration_time: end}]}]}],
  ])('reads an end as %s', async ([, answer], {bareWorld: world}) => {
    world.clock.set('2026-11-25T00:00:00Z')
    const {env} = await startRules([{path: 'page_status', answer}, review])

    const {json, code} = await world.msgr('page status --json', {env})

    expect(code).toBe(4)
    expect(json().restrictions[0].endsAt).toMatch(/^2026-11-29T/)
  })

  test('tries the other spelling where the platform does not know the first', async ({bareWorld: world}) => {
    const {env, calls} = await startRules([
      {
        path: '/page_status',
        status: 400,
        answer: {
          error: {
            message: '(#100) Tried accessing nonexisting field (page_status) on node type (Page)',
            type: 'OAuthException',
            code: 100,
          },
        },
      },
      {path: '/pages_status', answer: {status: 'active', violations: [], restrictions: []}},
      review,
    ])

    const {code, err} = await world.msgr('page status', {env})

    expect(code, err).toBe(0)
    expect(calls.filter(call => call.includes('_status')).map(call => call.split(' ')[1])).toEqual([
      expect.stringContaining('/page_status'),
      expect.stringContaining('/pages_status'),
    ])
  })

  test('shows the reviews of features; without them, the rest', async ({bareWorld: world}) => {
    const status = {path: 'page_status', answer: {status: 'warning', violations: [{type: 'SPAM'}]}}
    const denied = {error: {message: '(#200) Permissions error', type: 'OAuthException', code: 200}}
    const reviewed = await startRules([
      status,
      {...review, answer: {data: [{feature: 'subscription_messaging', status: 'approved'}]}},
    ])
    const unread = await startRules([status, {...review, status: 403, answer: denied}])

    const one = await world.msgr('page status', {env: reviewed.env})
    const other = await world.msgr('page status', {env: unread.env})

    expect(one.out).toContain('reviews     subscription_messaging approved\n')
    expect(one.out).toContain('violation   SPAM\n')
    expect(other.code).toBe(0)
    expect(other.out).toContain('reviews     unknown\n')
  })

  test('shows its requests in a dry run', async ({world}) => {
    const {code, out} = await world.msgr('page status --dry-run')

    expect(code).toBe(0)
    expect(out).toContain('/me/page_status')
  })
})

test('doctor says until when a Page is restricted, and names the Page in what fixes it', async ({world}) => {
  await world.msgr('emulator page --restricted-for 7d --page "Acme Support"')

  const {json} = await world.msgr('doctor --json --page "Acme Support"')
  const found = json().checks.find(({check}: {check: string}) => check === 'page status')

  expect(found).toEqual({
    check: 'page status',
    state: 'fault',
    text: expect.stringMatching(/^restricted until \d{4}-\d\d-\d\dT\d\d:\d\dZ: page_messaging \(SPAM\)$/),
    mend: 'msgr emulator page --restricted no --page "Acme Support"',
  })
})

test.for<[line: string, why: string]>([
  ['emulator page --violation spam', '--violation spam is not a type of violation'],
  ['emulator page --restricted no --restricted-for 1d', 'cannot be restricted and let go at once'],
  ['emulator page --restricted-for long', '--restricted-for long is not a length of time'],
  ['emulator seed', 'Nothing says what to add'],
  ['emulator seed --pages 1001', '--pages 1001 is more than 1000'],
])('%s is refused', async ([line, why], {world}) => {
  const {code, err} = await world.msgr(line)

  expect(code).toBe(2)
  expect(err).toContain(why)
})
