import {expect} from 'vitest'
import {type Asking, test} from '../asking.ts'

const calls = [
  'GET /v3.3/me/conversations?fields=updated_time,messages{message,created_time}',
  'GET /v3.3/me/custom_labels?fields=name',
  'GET /v3.3/6411223344556677?fields=name,locale',
  'GET /v3.3/me/insights?metric=page_messages_new_conversations_unique&period=day',
] as const

async function play(asking: Asking): Promise<unknown> {
  const {ask, emulator} = asking
  await ask('POST /v3.3/me/messages', {
    body: {recipient: {id: '6411223344556677'}, messaging_type: 'RESPONSE', message: {text: 'Hi'}},
  })
  await ask('POST /v3.3/me/broadcast_messages', {
    body: {
      message_creative_id: (
        await ask('POST /v3.3/me/message_creatives', {body: {messages: [{text: 'Sale'}]}})
      ).body.message_creative_id,
    },
  })
  await emulator.admin('POST', 'clock', {advanceMs: 60_000})
  await ask('GET /v3.3/me')
  const answers = []
  for (const call of calls) answers.push((await ask(call)).body)
  return {answers, sent: await emulator.admin('GET', 'sent')}
}

test('an earlier day plays the same way every time: ids, times, numbers and what a broadcast reaches', async ({
  start,
}) => {
  const machineNow = () => Date.parse('2026-11-22T12:00:00Z')
  const [first, second] = [
    await start({asOf: '2019-06-01', machineNow}),
    await start({asOf: '2019-06-01', machineNow}),
  ]

  const [once, again] = [JSON.stringify(await play(first)), JSON.stringify(await play(second))]

  expect(again.replaceAll(second.emulator.url, '')).toBe(once.replaceAll(first.emulator.url, ''))
  expect(once).toContain('2019-06-01T12:0')
})
