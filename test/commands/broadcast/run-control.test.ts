import {describe, expect} from 'vitest'
import {messagesIn, psidsOf, recipientOf, sentIn} from '../../helpers/probe.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

/** Those whose messaging window is open in a fresh emulator and who did not block the Page. */
const reachable = 7

function sentTexts({emulator}: EmulatedWorld, text: string): string[] {
  return sentIn(emulator)
    .filter(sent => sent.text === text)
    .map(sent => recipientOf(emulator, sent))
}

const json = ({out}: {out: string}) => JSON.parse(out)

describe('a sample first', () => {
  test('--split sends to a part and pauses; resume sends to the rest', async ({world}) => {
    const first = json(await world.msgr('broadcast send --text Hi --all --split 50 --yes --json'))
    const rest = json(await world.msgr(`broadcast resume ${first.run} --json`))

    expect(first).toMatchObject({
      state: 'paused',
      exitCode: 5,
      reason: expect.stringContaining('the sample of 50 % is sent'),
    })
    expect(first.sent).toBeGreaterThan(0)
    expect(first.remaining).toBeGreaterThan(0)
    expect(rest).toMatchObject({state: 'done', sent: reachable})
    expect(new Set(sentTexts(world, 'Hi')).size).toBe(reachable)
    expect(sentTexts(world, 'Hi')).toHaveLength(reachable)
  })

  test('--test-to sends to one person before anybody is asked', async ({world}) => {
    const [psid = ''] = psidsOf(world.emulator)

    const {code} = await world.msgr(`broadcast send --text Hi --label Nobody --test-to ${psid}`)
    const refused = await world.msgr(`broadcast send --text Yo --all --test-to 999 --yes`)
    const agreed = await world.msgr(`broadcast send --text Hi --all --test-to ${psid}`)

    expect([code, refused.code, agreed.code]).toEqual([1, 1, 2])
    expect(refused.err).toContain('The test to 999 was not sent, so nobody else gets it')
    expect(sentTexts(world, 'Yo')).toEqual([])
    expect(sentTexts(world, 'Hi')).toEqual([psid])
  })
})

describe('broadcast cancel', () => {
  test('nobody who is left gets it, and the run is over', async ({world}) => {
    const {run} = json(await world.msgr('broadcast send --text Hi --all --split 50 --yes --json'))
    const sent = sentTexts(world, 'Hi').length

    const canceled = json(await world.msgr(`broadcast cancel ${run} --yes --json`))
    const resumed = await world.msgr(`broadcast resume ${run}`)
    const {out} = await world.msgr(`broadcast report ${run} --format csv`)

    expect(canceled).toMatchObject({state: 'canceled', sent, remaining: 0, total: 12, skipped: 12 - sent})
    expect(resumed).toMatchObject({code: 2, err: expect.stringContaining('The run was canceled')})
    expect(sentTexts(world, 'Hi')).toHaveLength(sent)
    expect(out).toContain(',skipped,canceled')
    const standing = json(await world.msgr(`broadcast status ${run} --json`))
    expect(standing).toMatchObject({state: 'canceled', sent, remaining: 0, total: 12, skipped: 12 - sent})
    const {run: done} = json(await world.msgr('broadcast send --text Yo --all --yes --json'))
    for (const flag of ['--yes', '--dry-run', '']) {
      const again = await world.msgr(`broadcast cancel ${run} ${flag}`)
      const late = await world.msgr(`broadcast cancel ${done} ${flag}`)
      expect([again.code, again.err], flag).toEqual([2, expect.stringContaining('was canceled already')])
      expect([late.code, late.err], flag).toEqual([2, expect.stringContaining('has nobody left to send to')])
    }
  })

  test('without anybody to agree the run stays as it was', async ({world}) => {
    const {run} = json(await world.msgr('broadcast send --text Hi --all --split 50 --yes --json'))

    expect((await world.msgr(`broadcast cancel ${run}`)).code).toBe(2)
    expect(json(await world.msgr(`broadcast status ${run} --json`)).state).toBe('paused')
  })
})

describe('who is in doubt', () => {
  test('is found in the conversation, or sent to', async ({world}) => {
    await world.msgr('emulator fault add --call /me/messages --nth 2 --reset --accept')
    await world.msgr('emulator fault add --call /me/messages --nth 4 --reset')
    const broken = json(await world.msgr('broadcast send --text Hi --all --yes --width 1 --json'))
    await world.msgr('emulator fault clear')

    const checked = json(await world.msgr('broadcast resume last --in-doubt check --json'))

    expect(broken.inDoubt).toBeGreaterThan(0)
    expect(checked).toMatchObject({
      state: 'done',
      inDoubt: 0,
      sent: reachable,
      settled: {inDoubt: 0, byEcho: 0},
    })
    expect(checked.settled.sent).toBe(1)
    expect(sentTexts(world, 'Hi')).toHaveLength(reachable)
    expect(new Set(sentTexts(world, 'Hi')).size).toBe(reachable)
  })

  test('is settled by the echo of the message, where a recording holds it', async ({world}) => {
    await world.msgr('emulator fault add --call /me/messages --nth 1 --reset --accept')
    const {run} = json(await world.msgr('broadcast send --text Hi --all --yes --width 1 --json'))
    await world.msgr('emulator fault clear')
    const [stored] = messagesIn(world.emulator).filter(({message}) =>
      String(message['metadata']).startsWith(run),
    )
    const message = {mid: stored?.id, is_echo: true, metadata: stored?.message['metadata']}
    const body = JSON.stringify({object: 'page', entry: [{messaging: [{message}, {message: {mid: 'm_x'}}]}]})
    await world.write('echoes.ndjson', `${JSON.stringify({body})}\n`)

    const {code, out} = await world.msgr('broadcast resume last --in-doubt check --echoes echoes.ndjson')

    expect(code).toBe(0)
    expect(out).toContain('Of the people in doubt, 1 (1 by their echo) had got it')
    expect((await world.msgr('broadcast report last')).out).toContain('found later, by echo')
  })

  test('--echoes without a check is refused', async ({world}) => {
    expect((await world.msgr('broadcast resume last --echoes x')).code).toBe(2)
  })
})

describe('how far it is', () => {
  test('under --json progress is one object a line on stderr, and stdout holds the result alone', async ({
    world,
  }) => {
    const {out, err} = await world.msgr('broadcast send --text Hi --all --yes --json')

    const events = err
      .trim()
      .split('\n')
      .filter(line => line.startsWith('{'))
    expect(JSON.parse(events[0] ?? '')).toMatchObject({event: 'progress', total: 12, allowedPerSecond: 40})
    expect(JSON.parse(out).state).toBe('done')
  })

  test('--watch ends when the run is not being sent', async ({world}) => {
    await world.msgr('broadcast send --text Hi --all --yes')

    const {code, out} = await world.msgr('broadcast status last --watch --json')

    expect(code).toBe(0)
    expect(json({out})).toMatchObject({state: 'done', sent: reachable})
  })
})
