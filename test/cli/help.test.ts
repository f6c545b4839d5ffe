import {describe, expect} from 'vitest'
import {table as commands} from '../../src/cli/table.ts'
import {groups} from '../../src/commands/index.ts'
import {environmentVariables} from '../../src/config/environment.ts'
import {exitCodes} from '../../src/errors.ts'
import {test} from '../helpers/world.ts'

describe('help', () => {
  test('msgr alone and msgr --help list every noun and verb, on stdout', async ({bareWorld: world}) => {
    const alone = await world.msgr('')
    const {code, out, err} = await world.msgr('--help')

    expect({code, err}).toEqual({code: 0, err: ''})
    expect(alone.out).toBe(out)
    for (const name of Object.keys(commands)) for (const word of name.split(' ')) expect(out).toContain(word)
    expect(out).toContain('First things to try')
  })

  test('a bare noun prints its commands on stdout and is no failure', async ({bareWorld: world}) => {
    const {code, out, err} = await world.msgr('label')

    expect({code, err}).toEqual({code: 0, err: ''})
    expect(out).toContain('label create    Create a label')
    expect(out).toContain('Global options')
  })

  test('every noun says what it is about', () => {
    const nouns = Object.keys(commands)
      .filter(name => name.includes(' '))
      .map(name => name.split(' ', 1)[0] ?? '')

    expect(nouns.filter(noun => groups[noun] === undefined)).toEqual([])
  })

  for (const name of Object.keys(commands)) {
    test(`msgr help ${name} is msgr ${name} --help`, async ({bareWorld: world}) => {
      const asked = await world.msgr(`help ${name}`)
      const {code, out, err} = await world.msgr(`${name} --help`)

      expect({code, err}).toEqual({code: 0, err: ''})
      expect(out).toContain(`Usage: msgr ${name}`)
      expect(out).toContain('Global options:')
      expect(asked.out).toBe(out)
    })
  }

  test('the topic exit-codes names every exit code', async ({bareWorld: world}) => {
    const {code, out} = await world.msgr('help exit-codes')

    expect(code).toBe(0)
    for (const number of Object.values(exitCodes)) expect(out).toMatch(new RegExp(`^ +${number}  \\w`, 'm'))
  })

  test('the topic environment names every variable', async ({bareWorld: world}) => {
    const {out} = await world.msgr('help environment')

    for (const name of Object.keys(environmentVariables)) expect(out).toContain(name)
  })

  test('the version is told by flag and word, as JSON on demand', async ({bareWorld: world}) => {
    const {out} = await world.msgr('--version')
    const asJson = await world.msgr('version --json')

    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect(JSON.parse(asJson.out)).toEqual({version: out.trim()})
  })
})
