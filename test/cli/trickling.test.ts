import {describe, expect, onTestFinished} from 'vitest'
import {startMsgr} from '../helpers/child.ts'
import {patiently} from '../helpers/patience.ts'
import {startTrickling} from '../helpers/trickling-server.ts'
import {test} from '../helpers/world.ts'

const platform = (url: string) => ({
  MSGR_GRAPH_URL: url,
  MSGR_PAGE_TOKEN: 'EAABfake',
  MSGR_PAGE_ID: '109876543210987',
})

/** Who the token is of is told; what comes after that trickles. */
const theToken = /^GET \S*\/(me|109876543210987)\?/

describe('Ctrl-C while an answer arrives a byte at a time', () => {
  test('ends one message with 130, says that it is in doubt, and leaves no process behind', async ({
    bareWorld: world,
  }) => {
    const {url, asked} = await startTrickling(theToken)
    const env = {...platform(url), HOME: world.home, MSGR_HOME: world.home}
    const child = startMsgr(['send', 'text', '6411223344556677', 'Hi'], {cwd: world.folder, env})
    await asked

    child.kill('SIGINT')

    expect(await child.ended).toEqual({code: 130, signal: null})
    expect(child.err.text).toContain('✖ The message may have been delivered')
    expect(child.err.text).toContain('msgr conversation messages 6411223344556677')
    expect(child.out.text).toBe('')
  })

  test('cuts off every kind of write, and says that it may have been accepted', async ({
    bareWorld: world,
  }) => {
    await world.write('cat.png', 'picture')
    const lines = [
      'send attachment 6411223344556677 cat.png',
      'attachment upload cat.png',
      'label create VIP',
      'api POST me/messages --json',
    ]
    const ended = lines.map(async line => {
      const {url, asked, cutOff} = await startTrickling(theToken)
      const {send, ended} = world.start(line, {env: platform(url)})
      await asked
      send('SIGINT')
      const {code, err} = await ended
      await cutOff
      return {line, code, isSaid: /may (still )?have been (delivered|accepted)/.test(err)}
    })

    expect(await Promise.all(ended)).toEqual(lines.map(line => ({line, code: 130, isSaid: true})))
  })

  test('gives the messages of a broadcast a while, calls them in doubt then, and holds no connection', async ({
    bareWorld: world,
  }) => {
    const {url, calls, cutOff} = await startTrickling(theToken)
    const people = Array.from({length: 15}, (_, index) => 6411223344556600 + index)
    await world.write('list.csv', `psid\n${people.join('\n')}\n`)
    const warnings: Error[] = []
    const warn = (warning: Error) => warnings.push(warning)
    process.on('warning', warn)
    onTestFinished(() => {
      process.off('warning', warn)
    })
    const line = 'broadcast send --to list.csv --text Hi --width 15 --yes --force --json'
    const {send, ended} = world.start(line, {env: platform(url)})
    await expect.poll(calls, {timeout: patiently(20_000)}).toBeGreaterThanOrEqual(12)

    send('SIGINT')

    const {code, out} = await ended
    const {sent, inDoubt, remaining} = JSON.parse(out)
    expect({code, sent, total: inDoubt + remaining}).toEqual({code: 130, sent: 0, total: 15})
    expect(inDoubt).toBeGreaterThanOrEqual(12)
    expect(warnings).toEqual([])
    await cutOff
  })
})
