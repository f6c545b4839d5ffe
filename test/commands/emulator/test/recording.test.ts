import {describe, expect} from 'vitest'
import type {Emulator} from '../../../../src/emulator/index.ts'
import {startTalkingBot, text} from '../../../helpers/talking-bot.ts'
import {type EmulatedWorld, test} from '../../../helpers/world.ts'

const button = (title: string) => ({type: 'postback', title, payload: title.toUpperCase()})
const template = (payload: object) => ({message: {attachment: {type: 'template', payload}}})
const cards = ['Lamp', 'Chair'].map(title => ({title, subtitle: 'New', buttons: [button(title)]}))

const answers: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  shop: template({template_type: 'generic', elements: cards}),
  size: {message: {text: 'Which?', quick_replies: [{content_type: 'text', title: 'S', payload: 'SMALL'}]}},
}

const startShop = (emulator: Emulator) =>
  startTalkingBot(emulator, (said, {message, postback}) =>
    message === undefined && postback === undefined
      ? []
      : [answers[said] ?? text(said === 'path' ? '/a/' : `${said}, #1`)],
  )

/** Somebody new does these acts, each once the bot has answered the one before. */
async function chat(
  {emulator}: EmulatedWorld,
  acts: readonly (readonly [act: string, words: Readonly<Record<string, unknown>>])[],
): Promise<string> {
  const person = {firstName: 'Zoë', lastName: 'Young', locale: 'de_DE', timezone: 1}
  const {psid} = (await emulator.admin('POST', 'people', person)) as {psid: string}
  const total = async () => ((await emulator.admin('GET', `chat/${psid}`)) as {total: number}).total
  for (const [act, words] of acts) {
    const before = await total()
    await emulator.admin('POST', `people/${psid}/${act}`, words)
    while (act !== 'react' && act !== 'read' && (await total()) < before + 2)
      await new Promise(resolve => setTimeout(resolve, 5))
  }
  return psid
}

const acts = [
  ['say', {text: 'hi'}],
  ['react', {emoji: '😆'}],
  ['say', {text: 'shop'}],
  ['tap', {title: 'Chair', payload: 'CHAIR'}],
  ['say', {text: 'size'}],
  ['say', {text: 'S', payload: 'SMALL'}],
  ['say', {text: 'path'}],
] as const

const recorded = `name: shop
person: {name: Zoë Young, locale: de_DE, timezone: 1}
steps:
  - say: hi
  - expect: "hi, #1"
  - react: 😆
  - say: shop
  - expect: {template: generic, elements: [{title: Lamp, subtitle: New, buttons: [Lamp]}, {title: Chair, subtitle: New, buttons: [Chair]}]}
  - tap: Chair
  - expect: "CHAIR, #1"
  - say: size
  - expect: {text: Which?, quick_replies: [S]}
  - tap: S
  - expect: "S, #1"
  - say: path
  - expect: /^\\/a\\/$/
`

describe('a recording', () => {
  test('of what the first person to act does until Ctrl-C replays as it was', async ({world}) => {
    const bot = await startShop(world.emulator)
    const running = world.start(`emulator test --record shop.yaml --webhook ${bot.url}`)
    await running.err.holds('recording the first person who does something until Ctrl-C')
    const psid = await chat(world, acts)
    running.send('SIGINT')
    const {code, out, err} = await running.ended

    expect(out, err).toBe(`✔ Wrote 13 steps of ${psid} to shop.yaml\n`)
    expect(code).toBe(0)
    expect(await world.read('shop.yaml')).toBe(recorded)

    const again = await world.msgr(`emulator test shop.yaml --webhook ${bot.url}`)

    expect(again.out).toContain('1 chat passed, 13 steps')
    expect(again.code).toBe(0)
  })

  test('of somebody who acted a moment before Ctrl-C', async ({world}) => {
    const bot = await startShop(world.emulator)
    const running = world.start(`emulator test --record shop.yaml --webhook ${bot.url}`)
    await running.err.holds('recording')
    await world.emulator.admin('POST', 'people/6411223344556677/say', {text: 'hi'})
    running.send('SIGINT')
    const {code, out, err} = await running.ended

    expect(out, err).toContain('of 6411223344556677')
    expect(code).toBe(0)
    expect(await world.read('shop.yaml')).toContain('- say: hi')
  })

  test('of what was done before', async ({world}) => {
    const bot = await startShop(world.emulator)
    const {appId, pageId, verifyToken} = await world.emulator.connection()
    const fields = ['messages', 'messaging_postbacks', 'message_reactions']
    await world.emulator.admin('POST', 'webhook', {appId, pageId, url: bot.url, verifyToken, fields})
    await chat(world, acts)

    const {code} = await world.msgr('emulator test --record shop.yaml --since-start')

    expect(code).toBe(0)
    expect(await world.read('shop.yaml')).toBe(recorded)
  })

  test('replaces a file only when told to, and asks before anything is done', async ({world}) => {
    await world.write('shop.yaml', 'mine')

    const {code, err} = await world.msgr('emulator test --record shop.yaml')

    expect(code).toBe(2)
    expect(err).toContain('shop.yaml already exists\n  Name another file, or replace it: --overwrite')
    expect(await world.read('shop.yaml')).toBe('mine')
  })

  test('of nobody writes no file', async ({world}) => {
    const bot = await startShop(world.emulator)
    const running = world.start(`emulator test --record none.yaml --webhook ${bot.url}`)
    await running.err.holds('recording')
    running.send('SIGINT')
    const {code, err} = await running.ended

    expect(code).toBe(1)
    expect(err).toContain('No person did anything, so none.yaml was not written.')
    await expect(world.read('none.yaml')).rejects.toThrow('ENOENT')
  })
})
