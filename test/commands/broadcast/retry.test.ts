import {describe, expect} from 'vitest'
import {marketedIn, recipientOf, sentIn, subscribersOf} from '../../helpers/probe.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

const ada = '6411223344556677'
const ben = '6411223345556680'

const sent = ({emulator}: EmulatedWorld) =>
  sentIn(emulator)
    .filter(({text}) => text?.startsWith('Hi '))
    .map(each => ({psid: recipientOf(emulator, each), text: each.text}))

const json = ({out}: {readonly out: string}) => JSON.parse(out)

/** A run in which one of two people failed, and one row names nobody. */
async function sendWithFailure(world: EmulatedWorld): Promise<string> {
  await world.write('people.csv', `psid,first_name\n${ada},Ada\n${ben},Ben\n${ada},Ada\nx,X\n`)
  await world.msgr('emulator fault add --call "POST /me/messages" --nth 1 --error 100')
  const flags = '--to people.csv --skip-invalid --width 1 --yes --json'
  const {code, out} = await world.msgr(`broadcast send --text "Hi {{first_name}}" ${flags}`)
  expect(code).toBe(6)
  return JSON.parse(out).run
}

describe('broadcast retry', () => {
  test('sends the same message to those who failed, with their own texts, as a run of its own', async ({
    world,
  }) => {
    const run = await sendWithFailure(world)
    const before = sent(world)

    const dry = json(await world.msgr('broadcast retry last -n --json'))
    const unasked = await world.msgr('broadcast retry last')
    const retried = await world.msgr('broadcast retry last --yes --json')

    expect(before).toEqual([{psid: ben, text: 'Hi Ben'}])
    expect(dry).toMatchObject({total: 1, toSend: 1})
    expect(unasked.code).toBe(2)
    expect(retried.code).toBe(0)
    expect(json(retried)).toMatchObject({state: 'done', sent: 1, total: 1})
    expect(json(retried).run).not.toBe(run)
    expect(sent(world)).toEqual([...before, {psid: ada, text: 'Hi Ada'}])
  })

  test('never sends to somebody who got it under another row', async ({world}) => {
    await sendWithFailure(world)

    const {code} = await world.msgr('broadcast retry last --outcome failed,skipped --yes')

    expect(code).toBe(0)
    expect(sent(world).map(({psid}) => psid)).toEqual([ben, ada])
  })

  test('waits until the run is over, and refuses what cannot be tried again', async ({world}) => {
    await world.msgr('broadcast send --text "Hi you" --all --split 50 --yes')

    const open = await world.msgr('broadcast retry last --yes')
    await world.msgr('broadcast resume last')
    const nobody = await world.msgr('broadcast retry last --yes')
    const sentOnes = await world.msgr('broadcast retry last --outcome sent --yes')

    expect(open).toMatchObject({code: 2, err: expect.stringContaining('is not over')})
    expect(open.err).toContain('msgr broadcast resume')
    expect(nobody).toMatchObject({
      code: 2,
      err: expect.stringContaining('No person of the run has this outcome'),
    })
    expect(sentOnes).toMatchObject({code: 2, err: expect.stringContaining('--outcome takes no "sent"')})
    expect(sent(world)).toHaveLength(7)
  })
})

describe('broadcast retry of marketing messages', () => {
  const campaign = '--via marketing --campaign "Autumn offers"'
  const fault = 'emulator fault add --call /act_1111000000000001/messages --nth 1'

  test('goes through the same campaign to those who failed, once, with what was written in their row', async ({
    world,
  }) => {
    const all = subscribersOf(world.emulator)
    const known = all.flatMap(({psid}) => (psid === undefined ? [] : [psid])).slice(0, 3)
    const unnamed = all.find(({psid}) => psid === undefined)
    const rows = [...known.map(psid => `${psid},Hat`), `${unnamed?.token},Cap`]
    await world.write('people.csv', `token,thing\n${rows.join('\n')}\n`)
    await world.msgr(`${fault} --error 100`)
    const sending = `broadcast send ${campaign} --text "A {{thing}} for you" --to people.csv --width 1 --yes --json`
    const first = (await world.msgr(sending)).json()
    await world.msgr(`${fault} --error 100`)
    const last = (await world.msgr('broadcast retry last --yes --json')).json()

    const unasked = await world.msgr('broadcast retry last')
    const retried = await world.msgr('broadcast retry last --yes --json')
    const rest = await world.msgr('broadcast retry last --yes')
    const report = await world.msgr('broadcast report last --format csv')

    expect(first).toMatchObject({failed: 1, accepted: 3})
    expect(last).toMatchObject({via: 'marketing', campaign: first.campaign, failed: 1, accepted: 0})
    expect(unasked).toMatchObject({code: 2, err: expect.stringContaining('budget 50.00 USD a day')})
    expect(retried.json()).toMatchObject({via: 'marketing', total: 1, accepted: 1, state: 'done'})
    expect([...marketedIn(world.emulator).values()]).toEqual([1, 1, 1, 1])
    expect(rest).toMatchObject({code: 2, err: expect.stringContaining('No person of the run')})
    expect(report.out).toMatch(/,thing\n.*,Hat\n/)
  })

  test('whoever got one from another run since then is left out', async ({world}) => {
    const [{psid = ''} = {psid: ''}] = subscribersOf(world.emulator)
    await world.write('people.csv', `psid\n${psid}\n`)
    await world.msgr(`${fault} --error 100`)
    const {run} = (
      await world.msgr(`broadcast send ${campaign} --text A --to people.csv --yes --json`)
    ).json()
    await world.msgr(`broadcast send ${campaign} --text B --to people.csv --yes`)

    const retried = await world.msgr(`broadcast retry ${run} --yes --json`)

    expect(retried.json()).toMatchObject({total: 1, accepted: 0, skipped: 1})
    expect([...marketedIn(world.emulator).values()]).toEqual([1])
  })
})

describe('broadcast report', () => {
  test('counts outcomes and reasons with --summary, and says what to type next', async ({world}) => {
    const run = await sendWithFailure(world)

    const summary = json(await world.msgr('broadcast report last --summary --json'))
    const {out} = await world.msgr('broadcast report last --summary')

    expect(summary).toMatchObject({run, total: 4, outcomes: {sent: 1, failed: 1, skipped: 2}})
    expect(summary.reasons[0]).toMatchObject({count: 1, code: 100})
    expect(out).toContain('4 people: 1 failed, 1 sent, 2 skipped')
    expect(out).toContain(`Next: msgr broadcast retry ${run}`)
  })

  test('shows only the outcomes that are asked for, also in a file', async ({world}) => {
    await sendWithFailure(world)

    const {out} = await world.msgr('broadcast report last --outcome failed --format csv')
    const written = await world.msgr('broadcast report last --outcome failed,skipped --out who.csv')
    const wrong = await world.msgr('broadcast report last --outcome lost')

    expect(out.trimEnd().split('\n')).toHaveLength(2)
    expect(out).toContain(`\n${ada},failed,`)
    expect(written).toMatchObject({code: 0})
    expect((await world.read('who.csv')).trimEnd().split('\n')).toHaveLength(4)
    expect(wrong).toMatchObject({code: 2, err: expect.stringContaining('Use sent, accepted')})
  })
})
