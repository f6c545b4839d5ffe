import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {execPath} from 'node:process'
import {DOMParser, onErrorStopParsing} from '@xmldom/xmldom'
import {describe, expect} from 'vitest'
import {freePort} from '../../../helpers/free-port.ts'
import {startHere} from '../../../helpers/here.ts'
import {appsOf} from '../../../helpers/probe.ts'
import {startTalkingBot, text} from '../../../helpers/talking-bot.ts'
import {test} from '../../../helpers/world.ts'

const echoBot = join(import.meta.dirname, '../../../fixtures/bots/echo-bot.mjs')

const chat = (name: string, answer: string) => `name: ${name}\nsteps:\n  - say: hi\n  - expect: "${answer}"\n`

describe('files', () => {
  test('that are wrong are all told with their lines before anything is played', async ({world}) => {
    await world.write('chats/a.yaml', 'steps:\n  - say: hi\n  - expcet: hi\n')
    await world.write('chats/b.yml', 'name: B\n')

    const {code, out, err} = await world.msgr('emulator test chats')

    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).toContain('chats/a.yaml:3: `expcet` is not known here; did you mean `expect`?')
    expect(err).toContain('chats/b.yml:1: `steps` is missing')
  })

  test('that are not there, or that no flag is for, are told', async ({world}) => {
    await world.write('ok.yaml', chat('Ok', 'hi'))
    const told = async (line: string) => {
      const {code, err} = await world.msgr(`emulator test ${line}`)
      expect(code).toBe(2)
      return err
    }

    expect(await told('nowhere')).toContain('There is no file or folder nowhere')
    expect(await told('')).toContain('There is no file or folder chats')
    expect(await told('ok.yaml --filter x')).toContain(
      'None of 1 chats has "x" in its name.\n  Their names: Ok',
    )
    expect(await told('ok.yaml --timeout soon')).toContain('--timeout soon is not a length of time')
    expect(await told('ok.yaml --record new.yaml')).toContain('leave out ok.yaml')
  })

  test('are counted and not played by a dry run', async ({world}) => {
    await world.write('chats/a.yaml', chat('A', 'ho'))

    expect(await world.msgr('emulator test --dry-run')).toMatchObject({
      code: 0,
      out: '1 chat with 2 steps is valid; nothing was played.\n',
    })
  })
})

describe('a bot that is not there is told at once, with what to type', () => {
  test('when no webhook is registered', async ({world}) => {
    await world.write('chats/a.yaml', chat('A', 'ho'))

    const {code, out, err} = await world.msgr('emulator test')

    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).toContain('There is no bot to test: no webhook is registered.')
    expect(err).toContain('msgr emulator test -- node bot.js')
  })

  test('when nobody answers at its address', async ({world}) => {
    await world.write('chats/a.yaml', chat('A', 'ho'))

    const {code, err} = await world.msgr(`emulator test --webhook ${await freePort()}`)

    expect(code).toBe(8)
    expect(err).toMatch(/does not answer: .*ECONNREFUSED/)
  })

  test('when it ends between two chats, and the results so far are kept', async ({world}) => {
    const port = await freePort()
    const bot = `require('node:http').createServer((q, a) => {
      if (q.method === 'POST') process.exit(1)
      a.end(new URL(q.url, 'http://x').searchParams.get('hub.challenge'))
    }).listen(${port})`
    await world.write('bot.cjs', bot)
    await world.write('chats/a.yaml', chat('A', 'ho'))
    const line = ['emulator', 'test', '--junit', 'r.xml', '--webhook', String(port)]
    const child = startHere(world, [...line, '--', execPath, 'bot.cjs'])

    expect(await child.ended).toMatchObject({code: 8})
    expect(child.err.text).toContain('The bot does not answer at')
    expect(await world.read('r.xml')).toContain('failures="1"')
  })

  test('when the program ends before it answers', async ({world}) => {
    await world.write('chats/a.yaml', chat('A', 'ho'))
    const child = startHere(world, ['emulator', 'test', '--', execPath, '-e', 'process.exit(3)'])

    expect(await child.ended).toMatchObject({code: 1})
    expect(child.err.text).toMatch(/ended with 3 before http:\/\/localhost:\d+\/webhook answered/)
  })
})

describe('a bot of 40 lines that msgr starts', () => {
  const whole = `name: Everything
steps:
  - say: hi
  - expect: "You said: hi"
  - say: buttons
  - expect: {template: button, text: What now?, buttons: [Hours]}
  - tap: Hours
  - expect: "You said: Hours"
  - say: choose
  - expect: {text: Which size?, quick_replies: [S, M, L]}
  - tap: M
  - expect: "You said: M"
  - say: shop
  - expect: {template: generic, elements: [{title: Hat}, {title: Scarf}, {title: Coat, buttons: [Buy]}]}
  - tap: {title: Buy, element: Scarf}
  - expect: "You said: Buy"
`

  test('passes, and a port, tokens and the emulator reach it', async ({world}) => {
    await world.write('chats/a.yaml', whole)
    const child = startHere(world, ['emulator', 'test', '--junit', 'r.xml', '--', execPath, echoBot])

    expect(await child.ended).toMatchObject({code: 0})
    expect(child.out.text).toMatch(/1 chat passed, 14 steps\n$/)
    const parser = new DOMParser({onError: onErrorStopParsing})
    const document = parser.parseFromString(await world.read('r.xml'), 'application/xml')
    expect(document.getElementsByTagName('testcase').length).toBe(1)
    expect(document.getElementsByTagName('failure').length).toBe(0)
  })

  test('fails with a readable difference once it answers otherwise', async ({world}) => {
    const express = new URL('../../../../node_modules/express/index.js', import.meta.url).href
    const changed = (await readFile(echoBot, 'utf8'))
      .replace('You said: ', 'You told me: ')
      .replace("'express'", `'${express}'`)
    await world.write('bot.mjs', changed)
    await world.write('chats/a.yaml', whole)
    const child = startHere(world, ['emulator', 'test', '--', execPath, 'bot.mjs'])

    expect(await child.ended).toMatchObject({code: 1})
    expect(child.out.text).toContain('      - text: "You said: hi"\n      + text: "You told me: hi"')
  })
})

describe('many chats', () => {
  const files = {a: chat('First', 'hi'), b: chat('Second <&>', 'ho'), c: chat('Third', 'hi')}

  test('pass, twenty of them, each with a person of its own', async ({world}) => {
    const bot = await startTalkingBot(world.emulator, said => [text(said)])
    const all = Array.from({length: 20}, (_, index) => chat(`Person ${index}`, 'hi'))
    await world.write('chats/all.yaml', all.join('---\n'))

    const {code, out} = await world.msgr(`emulator test --webhook ${bot.url}`)

    expect(out).toMatch(/20 chats passed, 40 steps\n$/)
    expect(code).toBe(0)
    expect(new Set(bot.heard.map(({sender}) => sender.id)).size).toBe(20)
  })

  test('go on after one that fails; --bail ends, --filter chooses, --json and --junit tell all', async ({
    world,
  }) => {
    const bot = await startTalkingBot(world.emulator, said => [text(said)])
    for (const [name, content] of Object.entries(files)) await world.write(`chats/${name}.yaml`, content)
    const line = `emulator test --webhook ${bot.url}`

    const all = await world.msgr(`${line} --junit r.xml`)
    const bailed = await world.msgr(`${line} --bail`)
    const third = await world.msgr(`${line} --filter third --json`)

    expect(all.out).toMatch(/1 of 3 chats failed\n$/)
    expect(all.code).toBe(1)
    expect(bailed.out).toMatch(/1 of 3 chats failed, 1 not played\n$/)
    const items = third.out
      .trim()
      .split('\n')
      .map(each => JSON.parse(each))
    expect(items).toMatchObject([
      {kind: 'chat', name: 'Third', file: 'chats/c.yaml', line: 1},
      {kind: 'step', ok: true, step: 'say: hi', line: 3},
      {kind: 'step', ok: true, step: 'expect: hi', line: 4},
      {kind: 'summary', chats: 1, passed: 1, failed: 0, notPlayed: 0, steps: 2},
    ])
    expect(items[1].ms).toEqual(expect.any(Number))
    const document = new DOMParser({onError: onErrorStopParsing}).parseFromString(
      await world.read('r.xml'),
      'application/xml',
    )
    const cases = [...document.getElementsByTagName('testcase')]
    expect(cases.map(each => each.getAttribute('name'))).toEqual(['First', 'Second <&>', 'Third'])
    const failures = [...document.getElementsByTagName('failure')]
    expect(failures.map(each => each.textContent)).toEqual([
      expect.stringContaining('chats/b.yaml:4: expect: ho\n'),
    ])
  })

  test('end with Ctrl-C, and the callback is given back', async ({world}) => {
    const bot = await startTalkingBot(world.emulator, () => [])
    await world.write('chats/a.yaml', chat('Patient', 'never'))
    const running = world.start(`emulator test --timeout 10m --webhook ${bot.url}`)
    await running.out.holds('✔ say: hi')
    running.send('SIGINT')
    const {code, out} = await running.ended

    expect(code).toBe(130)
    expect(out).not.toContain('✖')
    expect(appsOf(world.emulator).map(({callback}) => callback)).toEqual([undefined, undefined])
  })

  test('show times to a person alone', async ({world}) => {
    const bot = await startTalkingBot(world.emulator, said => [text(said)])
    await world.write('a.yaml', chat('A', 'hi'))
    const line = `emulator test a.yaml --webhook ${bot.url}`

    expect((await world.msgr(line, {terminals: {stdout: true}, env: {NO_COLOR: '1'}})).out).toMatch(
      /✔ expect: hi {2}\d+ ms\n/,
    )
    expect((await world.msgr(line)).out).not.toContain(' ms')
  })
})
