import {expect} from 'vitest'
import {conversationsOf, pageOf, peopleOf, personOf, psidsOf} from '../../helpers/probe.ts'
import {test} from '../asking.ts'

test('seeded people are the same every time: conversations, labels, inside and outside the window', async ({
  start,
}) => {
  const [one, other] = [await start(), await start()]

  const seeded = await one.emulator.admin('POST', 'seed', {people: 2000})
  await other.emulator.admin('POST', 'seed', {people: 2000})

  expect(psidsOf(one.emulator)).toEqual(psidsOf(other.emulator))
  expect(seeded).toEqual({
    people: 2000,
    insideWindow: expect.any(Number),
    labels: {Newsletter: expect.any(Number), 'Beta testers': expect.any(Number)},
    blocked: expect.any(Number),
  })
  const {insideWindow, labels, blocked} = seeded as {
    insideWindow: number
    labels: Record<string, number>
    blocked: number
  }
  expect(insideWindow / 2000).toBeCloseTo(1 / 3, 1)
  expect((labels['Newsletter'] ?? 0) / 2000).toBeCloseTo(1 / 3, 1)
  expect(blocked).toBeGreaterThan(0)
})

test('seeding twice adds others, and whoever answers late has no open window', async ({start}) => {
  const {emulator, ask} = await start()

  await emulator.admin('POST', 'seed', {people: 300})
  await emulator.admin('POST', 'seed', {people: 300})

  expect(peopleOf(emulator, pageOf(emulator).id)).toHaveLength(612)
  expect(
    conversationsOf(emulator).some(
      ({psid, updatedMs}) => personOf(emulator, psid)?.lastActionMs !== updatedMs,
    ),
  ).toBe(true)
  const {body} = await ask('GET /v26.0/me/conversations?limit=100')
  expect(body.paging.next).toBeDefined()
})

test('a number of people that is none is refused', async ({start}) => {
  const {emulator} = await start()

  await expect(emulator.admin('POST', 'seed', {people: -1})).rejects.toThrow('whole number from 1')
})

test('calls are counted as they arrive, a batch as one request', async ({start}) => {
  const {emulator, ask} = await start()

  await ask('GET /v26.0/me')
  await ask('GET /v26.0/6411223344556677')
  await ask('POST /v26.0/', {body: {batch: [{relative_url: 'me'}, {relative_url: 'me'}]}})

  expect(await emulator.admin('GET', 'calls')).toEqual({
    requests: 3,
    operations: 4,
    calls: [
      {call: 'GET /me', times: 1},
      {call: 'GET /{id}', times: 1},
      {call: 'POST / (batch)', times: 1},
    ],
  })
})
