import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect, onTestFinished, test} from 'vitest'
import {defaultPageFields} from '../../../src/platform/webhook-events.ts'
import {createWorld} from '../../helpers/world.ts'

/** A bot that returns the challenge. */
async function startBot(): Promise<string> {
  const server = createServer((request, response) => {
    response.end(new URL(request.url ?? '/', 'http://x').searchParams.get('hub.challenge'))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close().closeAllConnections())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
}

test('a callback is set, shown, and amended', async () => {
  const [world, url] = [await createWorld(), await startBot()]

  const set = await world.msgr(['webhook', 'set', url, '--fields', 'messages,messaging_echoes', '--json'])
  const more = await world.msgr(['webhook', 'set', url, '--fields', 'feed', '--json'])
  const status = await world.msgr(['webhook', 'status', '--json'])

  expect(set.json()).toEqual({url, fields: ['messages', 'message_echoes'], formerUrl: null})
  expect(more.json()).toEqual({url, fields: ['messages', 'message_echoes', 'feed'], formerUrl: url})
  expect(status.json()).toMatchObject({
    callback: {url, active: true, fields: ['messages', 'message_echoes', 'feed']},
    appKnown: true,
  })
})

test('another callback is replaced only when that is agreed', async () => {
  const [world, url, other] = [await createWorld(), await startBot(), await startBot()]
  await world.msgr(['webhook', 'set', url])

  const refused = await world.msgr(['webhook', 'set', other])
  const agreed = await world.msgr(['webhook', 'set', other, '--yes', '--json'])

  expect(refused.code).toBe(2)
  expect(refused.err).toContain('--yes')
  expect(agreed.json()).toMatchObject({url: other, formerUrl: url, fields: defaultPageFields})
})

test('a callback that does not answer is refused by the platform', async () => {
  const {code, err} = await (await createWorld()).msgr(['webhook', 'set', 'http://127.0.0.1:1/hook'])

  expect(code).toBe(1)
  expect(err).toContain('#2200')
})

test.each(['http://bot.test/hook', 'bot.test', ''])('the platform takes no callback like "%s"', async url => {
  const world = await createWorld()

  const {code, err} = await world.msgr(['webhook', 'set', url], {
    env: {MSGR_EMULATOR: '', MSGR_VERIFY_TOKEN: 'x'},
  })

  expect([code, err.split('\n')[0]]).toEqual([2, `✖ ${url} is not an https address`])
})

test('fields are added to those of the Page, or replace them', async () => {
  const world = await createWorld()
  await world.msgr(['webhook', 'subscribe', 'messages', '--replace', '--yes'])

  const added = await world.msgr(['webhook', 'subscribe', 'feed', '--json'])
  const replaced = await world.msgr(['webhook', 'subscribe', 'standby', '--replace', '--yes', '--json'])

  expect(added.json()).toEqual({fields: ['messages', 'feed'], added: ['feed'], removed: [], refused: []})
  expect(replaced.json()).toEqual({
    fields: ['standby'],
    added: ['standby'],
    removed: ['messages', 'feed'],
    refused: [],
  })
})

test('without names the usual fields are subscribed, and never thumbs', async () => {
  const world = await createWorld()
  await world.msgr(['webhook', 'subscribe', 'messages', '--replace', '--yes'])

  const {fields} = (await world.msgr(['webhook', 'subscribe', '--json'])).json()

  expect([...fields].sort()).toEqual([...defaultPageFields].sort())
  expect(fields).not.toContain('response_feedback')
})

test('a mistyped field gets a suggestion besides the refusal of the platform', async () => {
  const {code, err} = await (await createWorld()).msgr(['webhook', 'subscribe', 'mesages'])

  expect(code).toBe(1)
  expect(err).toContain('did you mean messages?')
})

test('fields are taken off, those named or all once that is agreed', async () => {
  const world = await createWorld()
  await world.msgr(['webhook', 'subscribe', 'messages', 'feed', 'standby', '--replace', '--yes'])

  const some = await world.msgr(['webhook', 'unsubscribe', 'feed,message_reads', '--yes', '--json'])
  const unasked = await world.msgr(['webhook', 'unsubscribe'])
  const all = await world.msgr(['webhook', 'unsubscribe', '--yes'])
  const status = await world.msgr(['webhook', 'status', '--json'])

  expect(some.json()).toEqual({
    fields: ['messages', 'standby'],
    removed: ['feed'],
    notSubscribed: ['message_reads'],
  })
  expect([unasked.code, unasked.err]).toEqual([2, expect.stringContaining('--yes')])
  expect(all.out).toBe('Subscribed: none\nRemoved: messages, standby\n')
  expect(status.json().pageFields).toEqual([])
})

test('the last named field takes the app off the Page', async () => {
  const world = await createWorld()
  await world.msgr(['webhook', 'subscribe', 'messages', '--replace', '--yes'])

  const {code, json} = await world.msgr(['webhook', 'unsubscribe', 'messages', '--yes', '--json'])

  expect([code, json().fields]).toEqual([0, []])
})

test('the callback is taken out once that is agreed', async () => {
  const [world, url] = [await createWorld(), await startBot()]
  await world.msgr(['webhook', 'set', url])

  const unasked = await world.msgr(['webhook', 'unset'])
  const agreed = await world.msgr(['webhook', 'unset', '--yes', '--json'])
  const again = await world.msgr(['webhook', 'unset'])

  expect([unasked.code, unasked.err]).toEqual([2, expect.stringContaining(url)])
  expect(agreed.json()).toEqual({formerUrl: url})
  expect([again.code, again.out]).toEqual([0, 'The app has no callback.\n'])
})

test('the status tells what is missing at which level, with the commands that mend it', async () => {
  const [world, url] = [await createWorld(), await startBot()]
  await world.msgr(['webhook', 'subscribe', 'messages', 'standby', '--replace'])
  await world.msgr(['webhook', 'set', url, '--fields', 'messages,feed'])

  const [status, text] = [
    await world.msgr(['webhook', 'status', '--json']),
    await world.msgr(['webhook', 'status']),
  ]

  expect(status.json().missing).toEqual({atPage: ['feed'], atApp: ['standby']})
  expect(text.out).toContain('msgr webhook subscribe feed')
  expect(text.out).toContain(`msgr webhook set ${url} --fields standby`)
})

test('--dry-run shows the calls and makes none', async () => {
  const [world, url] = [await createWorld(), await startBot()]

  const {code, json} = await world.msgr(['webhook', 'set', url, '--dry-run', '--json'])

  expect(code).toBe(0)
  expect(json().requests.map(({method}: {method: string}) => method)).toEqual(['GET', 'POST'])
  expect((await world.msgr(['webhook', 'status', '--json'])).json().callback).toBeNull()
})
