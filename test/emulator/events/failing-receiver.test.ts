import {describe, expect, test as nodeTest} from 'vitest'
import {standingClock} from '../../helpers/clock.ts'
import {patiently} from '../../helpers/patience.ts'
import {createWorld} from '../../helpers/world.ts'
import {type Asking, test} from '../asking.ts'
import {subscribeReceiver} from '../receiver.ts'

const ada = '6411223344556677'
const [SECOND, MINUTE] = [1_000, 60_000]

const say = ({emulator}: Asking, text = 'Hi') => emulator.admin('POST', `people/${ada}/say`, {text})
const forward = ({emulator}: Asking, advanceMs: number) => emulator.admin('POST', 'clock', {advanceMs})
const subscribed = async ({ask}: Asking) => (await ask('GET /v26.0/me/subscribed_apps')).body.data

/** Otherwise an attempt that is due after a second comes by itself where the machine is slow. */
const still = () => ({machineNow: standingClock().now})

/** Waits until the last delivery is settled as said. */
async function settled({emulator}: Asking, state: string, attempts?: number) {
  for (;;) {
    const deliveries = await emulator.admin('GET', 'deliveries')
    const last = deliveries.at(-1)
    if (last?.state === state && (attempts ?? last.attempts) === last.attempts) return last
    await new Promise(setImmediate)
  }
}

describe('a receiver that fails', () => {
  test('is asked again at once, then less and less often by the emulated clock', async ({start}) => {
    const asking = await start(still())
    const receiver = await subscribeReceiver(asking, ['messages'])
    receiver.answer = 500

    await say(asking)
    await receiver.posted(2)
    const counts: number[] = []
    for (const [ms, count] of [
      [SECOND, 3],
      [5 * SECOND, 4],
      [30 * SECOND, 5],
      [5 * MINUTE, 6],
    ] as const) {
      await settled(asking, 'pending', count - 1)
      await forward(asking, ms)
      counts.push((await receiver.posted(count)).length)
    }

    expect(counts).toEqual([3, 4, 5, 6])
    expect(new Set(receiver.posts.map(post => JSON.stringify(post))).size).toBe(1)
    receiver.answer = 200
    await settled(asking, 'pending', 6)
    await forward(asking, 15 * MINUTE)
    expect(await settled(asking, 'delivered')).toMatchObject({attempts: 7, status: 200})
  })

  test('is asked once when the clock jumps over several attempts', async ({start}) => {
    const asking = await start(still())
    const receiver = await subscribeReceiver(asking, ['messages'])
    receiver.answer = 500
    await say(asking)
    await settled(asking, 'pending', 2)

    await forward(asking, 6 * MINUTE)
    await settled(asking, 'pending', 3)
    for (let looks = 0; looks < 3; looks += 1) {
      await forward(asking, SECOND)
      await settled(asking, 'pending')
    }

    expect(await asking.emulator.admin('GET', 'deliveries')).toMatchObject([{attempts: 3}])
    await forward(asking, 9 * MINUTE)
    await settled(asking, 'pending', 4)
  })

  test('for a quarter of an hour is told of, and for an hour is taken off the Page, visibly', async ({
    start,
  }) => {
    const asking = await start(still())
    const receiver = await subscribeReceiver(asking, ['messages'])
    const alerts = async () => (await asking.emulator.admin('GET', 'alerts')).map(({kind}) => kind)
    receiver.answer = 500
    await say(asking)
    await settled(asking, 'pending', 2)
    expect(await alerts()).toEqual([])

    await forward(asking, 15 * MINUTE)
    await settled(asking, 'pending', 3)
    expect(await alerts()).toEqual(['failing'])
    expect(await subscribed(asking)).toHaveLength(1)

    await forward(asking, 45 * MINUTE)
    await settled(asking, 'failed')
    expect(await alerts()).toEqual(['failing', 'unsubscribed'])
    expect(await subscribed(asking)).toEqual([])
    const told = await asking.emulator.admin('GET', 'summary')
    expect(told).toMatchObject({alerts: [{url: receiver.url}, {kind: 'unsubscribed'}]})

    await say(asking, 'unheard')
    expect(await asking.emulator.admin('GET', 'deliveries')).toHaveLength(1)
    receiver.answer = 200
    await asking.ask('POST /v26.0/me/subscribed_apps', {body: {subscribed_fields: ['messages']}})
    await say(asking, 'heard')
    await settled(asking, 'delivered')
    expect(await asking.emulator.admin('GET', 'summary')).toMatchObject({alerts: []})
  })

  test('is not asked for what still waited, once the app is off the Page', async ({start}) => {
    const asking = await start(still())
    const receiver = await subscribeReceiver(asking, ['messages'])
    receiver.answer = 500
    await say(asking, 'old')
    await settled(asking, 'pending', 2)
    await forward(asking, 59 * MINUTE)
    await receiver.posted(3)
    await say(asking, 'waits for another five minutes')
    await settled(asking, 'pending', 2)
    await forward(asking, 10 * SECOND)
    await settled(asking, 'pending', 3)
    await forward(asking, 25 * SECOND)
    await settled(asking, 'pending', 4)

    await forward(asking, 30 * SECOND)
    await settled(asking, 'failed')

    const deliveries = await asking.emulator.admin('GET', 'deliveries')
    expect(deliveries).toMatchObject([{state: 'failed'}, {state: 'failed'}])
  })

  test('that answers once within the hour stays on the Page', async ({start}) => {
    const asking = await start(still())
    const receiver = await subscribeReceiver(asking, ['messages'])
    receiver.answer = 500
    await say(asking)
    await settled(asking, 'pending', 2)
    await forward(asking, 59 * MINUTE)
    await settled(asking, 'pending', 3)

    receiver.answer = 200
    await forward(asking, MINUTE)
    await settled(asking, 'delivered')
    receiver.answer = 500
    await say(asking, 'again')
    await settled(asking, 'pending', 2)
    await forward(asking, 50 * MINUTE)
    await settled(asking, 'pending', 3)

    expect(await subscribed(asking)).toHaveLength(1)
  })

  test('by not answering within its deadline has failed, and does not hold up what comes after', async ({
    start,
  }) => {
    const asking = await start(still())
    const receiver = await subscribeReceiver(asking, ['messages'])
    await asking.emulator.admin('POST', 'limits', {deadlineMs: patiently(50)})
    receiver.answer = 'hang'

    await say(asking, 'first')
    await receiver.posted(2)
    await settled(asking, 'pending', 2)
    receiver.answer = 200
    await asking.emulator.admin('POST', 'limits', {deadlineMs: 20_000})
    await say(asking, 'second')

    expect(await settled(asking, 'delivered')).toMatchObject({attempts: 1})
    expect(await asking.emulator.admin('GET', 'deliveries')).toMatchObject([
      {state: 'pending', attempts: 2, tookMs: expect.any(Number)},
      {state: 'delivered', isSlow: false},
    ])
  })
})

nodeTest('emulator status tells which webhook fails, and when its app was taken off the Page', async () => {
  const {emulator, msgr} = await createWorld({clock: standingClock()})
  const {pageToken} = await emulator.connection()
  const ask: Asking['ask'] = async (call, {token = pageToken, body} = {}) => {
    const [method = '', path = ''] = call.split(' ')
    const headers = {authorization: `Bearer ${token}`, 'content-type': 'application/json'}
    const answer = await fetch(emulator.url + path, {method, headers, body: JSON.stringify(body)})
    return {status: answer.status, body: await answer.json(), headers: answer.headers}
  }
  const asking = {ask, emulator}
  const receiver = await subscribeReceiver(asking, ['messages'])
  const healthy = (await msgr(['emulator', 'status'])).out
  receiver.answer = 500
  await say(asking)
  await settled(asking, 'pending', 2)
  await forward(asking, 15 * MINUTE)
  await settled(asking, 'pending', 3)
  const failing = (await msgr(['emulator', 'status'])).out
  await forward(asking, 45 * MINUTE)
  await settled(asking, 'failed')

  const off = (await msgr(['emulator', 'status'])).out

  expect(healthy).not.toContain('✖')
  expect(failing).toContain(`✖ ${receiver.url} has accepted no delivery since`)
  expect(failing).not.toContain('was taken off')
  expect(off).toContain(
    'was unsubscribed from Page 109876543210987. Subscribe it again: msgr webhook subscribe',
  )
})
