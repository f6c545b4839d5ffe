import {createHash} from 'node:crypto'
import {PassThrough} from 'node:stream'
import {describe, expect} from 'vitest'
import {everythingIn} from '../helpers/probe.ts'
import {type EmulatedWorld, test} from '../helpers/world.ts'

const ADA = '6411223344556677'

/** What destroys something, replaces it or hands it away, and what is asked before. */
const lines: readonly (readonly [line: string, question: string])[] = [
  ['profile delete get_started', 'Delete get_started from the Messenger Profile?'],
  ['profile set profile.json', 'Replace get_started of the Messenger Profile?'],
  ['profile restore', 'Make 1 change?'],
  [`profile menu set ${ADA} menu.json`, `${ADA} already has a menu. Replace it?`],
  [`profile menu delete ${ADA}`, `Delete the menu of ${ADA}?`],
  ['label delete Newsletter', 'Delete the label Newsletter'],
  ['label unassign Newsletter --from people.csv', 'Remove Newsletter from 1 person?'],
  [`user block ${ADA}`, `Block ${ADA}?`],
  ['user block --from people.csv --ban', `Ban ${ADA} from the Page?`],
  [`user spam ${ADA} --block`, `Move the conversations with ${ADA} to spam, and block them?`],
  [`thread pass ${ADA} page_inbox`, `Pass the conversation with ${ADA} to the Page Inbox?`],
  [`thread release ${ADA}`, `Release the conversation with ${ADA}?`],
  ['template delete order_update', 'Delete the template order_update'],
  ['webhook unsubscribe messages', 'Unsubscribe the Page from messages?'],
  ['webhook subscribe feed --replace', 'Unsubscribe the Page from messages?'],
  ['emulator reset', 'Reset the emulator to its initial state?'],
]

/** All that is kept, but for what counts calls. */
const stateOf = ({emulator}: EmulatedWorld) =>
  createHash('sha256')
    .update(
      JSON.stringify(everythingIn(emulator), (key, value) => (/^callCounts$|CallsMs$/.test(key) ? 0 : value)),
    )
    .digest('hex')

async function prepare(world: EmulatedWorld): Promise<void> {
  const menu = (title: string) =>
    JSON.stringify([{locale: 'default', call_to_actions: [{type: 'postback', title, payload: 'P'}]}])
  await world.write('profile.json', '{"get_started":{"payload":"NEW"}}')
  await world.write('menu.json', menu('New'))
  await world.write('people.csv', `psid\n${ADA}\n`)
  await world.msgr('profile set -', {stdin: '{"get_started":{"payload":"OLD"}}'})
  await world.msgr(`profile menu set ${ADA} -`, {stdin: menu('Old')})
  await world.msgr('webhook subscribe messages --replace --yes')
}

describe('before something is lost', () => {
  test.for(lines)('%s asks: %s', async ([line, question], {world}) => {
    await prepare(world)
    const before = stateOf(world)

    const asked = await answering(world, line, question)
    const after = stateOf(world)
    const unasked = await world.msgr(line)
    const refused = await world.msgr(`${line} --json`, {terminals: {stdin: true, stderr: true}})

    expect(asked.err).toContain(question)
    expect(asked.err).toContain('Nothing was changed')
    expect(asked.code).toBe(2)
    expect(after).toBe(before)
    expect(unasked).toMatchObject({code: 2, out: '', err: expect.stringContaining('Answer with --yes')})
    expect(JSON.parse(refused.err).error).toMatchObject({code: 'USAGE', exitCode: 2})
    expect(stateOf(world)).toBe(before)
  })

  test.for(lines)('%s goes on with --yes', async ([line], {world}) => {
    await prepare(world)

    const {code, err} = await world.msgr(`${line} --yes`)

    expect(code, err).toBe(0)
  })
})

describe('nothing is asked', () => {
  test.for([
    ['profile set that only adds', 'profile set greeting.json'],
    ['profile set that changes nothing', 'profile set same.json'],
    ['a first menu of a person', 'profile menu set 6411223345556680 menu.json'],
    ['fields that are added', 'webhook subscribe feed'],
    ['one person who is named', `label unassign Newsletter ${ADA}`],
    ['control that is taken', `thread take ${ADA}`],
    ['people who are let in again', `user unblock ${ADA}`],
  ])('for %s', async ([, line = ''], {world}) => {
    await prepare(world)
    await world.write('greeting.json', '{"greeting":[{"locale":"default","text":"Hi"}]}')
    await world.write('same.json', '{"get_started":{"payload":"OLD"}}')

    const {err} = await world.msgr(line)

    expect(err).not.toContain('Nobody can be asked')
  })
})

test('Ctrl-C in a question is an interruption, not a No', async ({world}) => {
  await prepare(world)
  const stdin = new PassThrough()
  const running = world.start('profile delete get_started', {stdin, terminals: {stdin: true, stderr: true}})
  await running.err.holds('Delete get_started')

  stdin.write('\u0003')

  expect((await running.ended).code).toBe(130)
})

/** At a terminal, with No for an answer. */
async function answering(world: EmulatedWorld, line: string, question: string) {
  const stdin = new PassThrough()
  const running = world.start(line, {stdin, terminals: {stdin: true, stderr: true}})
  await running.err.holds(question)
  stdin.write('n\n')
  return running.ended
}
