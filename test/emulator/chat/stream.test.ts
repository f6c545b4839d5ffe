import {request} from 'node:http'
import {setTimeout as sleep} from 'node:timers/promises'
import {describe, expect, onTestFinished} from 'vitest'
import type {StreamEvents} from '../../../src/emulator/chat/view-types.ts'
import {patiently} from '../../helpers/patience.ts'
import {test} from '../asking.ts'
import {ada, openActing} from '../people/acting.ts'
import {subscribeReceiver} from '../receiver.ts'

interface Heard<Name extends keyof StreamEvents = keyof StreamEvents> {
  readonly name: Name
  readonly data: StreamEvents[Name]
}

/** Listens to the stream; `until` waits for an event of that name that fits. */
function listen(url: string) {
  const heard: Heard[] = []
  let [wake, isEnded] = [() => {}, false]
  let text = ''
  const sent = request(`${url}/_msgr/stream`, answer => {
    answer.setEncoding('utf8')
    answer.on('data', (chunk: string) => {
      text += chunk
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? []
        if (name !== undefined && data !== undefined)
          heard.push({name: name as keyof StreamEvents, data: JSON.parse(data)})
      }
      wake()
    })
    answer.on('error', () => {})
    answer.on('close', () => {
      isEnded = true
      wake()
    })
  })
  sent.on('error', () => {})
  sent.end()
  onTestFinished(() => void sent.destroy())
  const until = async <Name extends keyof StreamEvents>(
    name: Name,
    fits: (data: StreamEvents[Name]) => boolean = () => true,
  ): Promise<StreamEvents[Name]> => {
    for (;;) {
      const found = heard.find(each => each.name === name && fits(each.data as StreamEvents[Name]))
      if (found !== undefined) return found.data as StreamEvents[Name]
      await new Promise<void>(resolve => (wake = resolve))
    }
  }
  const ended = async () => {
    while (!isEnded) await new Promise<void>(resolve => (wake = resolve))
  }
  return {heard, until, ended}
}

describe('who listens to the stream', () => {
  test('hears of calls, events, conversations, the clock and a reset', async ({start}) => {
    const asking = await start()
    const {act, next} = await openActing(asking)
    const {until} = listen(asking.emulator.url)
    await until('clock')
    await act('say', {text: 'hi'})
    await next()
    expect(await until('conversation', ({psid}) => psid === ada)).toMatchObject({
      pageId: '109876543210987',
      revision: expect.any(Number),
    })
    expect(await until('activity', ({outcome}) => outcome === 'ok')).toMatchObject({
      name: 'messages',
      psid: ada,
    })
    await until('overview')
    const now = Date.parse('2027-01-01T00:00:00Z')
    await asking.emulator.admin('POST', 'clock', {now: '2027-01-01T00:00:00Z'})
    await until('clock', clock => Math.abs(clock.now - now) < 5_000)
    await asking.emulator.admin('POST', 'reset')
    await until('reset')
  })

  test('hears anew of the webhook when it has failed', async ({start}) => {
    const asking = await start()
    const {act} = await openActing(asking)
    const receiver = await subscribeReceiver(asking, ['messages'])
    Object.assign(receiver, {answer: 'hang'})
    await asking.emulator.admin('POST', 'limits', {deadlineMs: patiently(1_200)})
    const {heard, until} = listen(asking.emulator.url)
    const overviews = () => heard.filter(({name}) => name === 'overview').length
    await until('clock')
    await act('say', {text: 'hi'})
    await receiver.posted(1)
    await sleep(700)

    const before = overviews()
    await until('activity', ({name, outcome}) => name === 'messages' && outcome !== 'pending')
    while (overviews() === before) await sleep(10)

    expect(overviews()).toBe(before + 1)
  })

  test('hears once of many changes at the same time', async ({start}) => {
    const asking = await start()
    const {act} = await openActing(asking)
    const {heard, until} = listen(asking.emulator.url)
    await until('clock')
    const startedMs = performance.now()
    await Promise.all(Array.from({length: 200}, (_, index) => act('say', {text: `line ${index}`})))
    const {revision} = (await asking.emulator.admin('GET', `chat/${ada}`)) as {revision: number}
    await until('conversation', data => data.revision === revision)
    const notices = heard.filter(({name}) => name === 'conversation').length
    expect(notices).toBeLessThanOrEqual(2 + (performance.now() - startedMs) / 50)
    expect(notices).toBeLessThan(200)
  })

  test('is let go when the emulator ends', async ({start}) => {
    const {emulator} = await start()
    const {until, ended} = listen(emulator.url)
    await until('clock')
    await emulator.close()
    await ended()
  })
})
