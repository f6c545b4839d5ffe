import {describe, expect} from 'vitest'
import {describeCommands} from '../../src/cli/about/describe.ts'
import {globalFlags, spellings} from '../../src/cli/global-flags.ts'
import {isExampleHeading} from '../../src/cli/help-text.ts'
import {parse} from '../../src/cli/parse.ts'
import {route} from '../../src/cli/route.ts'
import {table as commands} from '../../src/cli/table.ts'
import {groups} from '../../src/commands/nouns.ts'
import {environmentVariables} from '../../src/config/environment.ts'
import {pages} from '../../src/docs/index.ts'
import {exitCodes} from '../../src/errors.ts'
import {plainStyle} from '../../src/terminal/style.ts'
import {widthOf} from '../../src/terminal/width.ts'
import {documents} from '../helpers/documents.ts'
import {exampleLines, msgrCalls} from '../helpers/examples.ts'
import {test} from '../helpers/world.ts'

const known = {commands: Object.keys(commands), pages: Object.keys(pages)}

/** The command that a line is for. */
function named(argv: readonly string[]): string | undefined {
  const asked = route(argv, known)
  return asked.kind === 'command' ? asked.name : undefined
}

/** Why a command line is not as its command declares it. */
async function faultsOf(argv: readonly string[]): Promise<readonly string[]> {
  try {
    const asked = route(argv, known)
    const entry = asked.kind === 'command' ? commands[asked.name] : undefined
    if (asked.kind !== 'command' || entry === undefined) return []
    const look = {summary: entry.summary, width: 80, style: plainStyle}
    await parse(asked.name, await entry.load(), asked.args, look)
    return []
  } catch (error) {
    return [`msgr ${argv.join(' ')}: ${error instanceof Error ? error.message : error}`]
  }
}

/** Lines that do not fit and could be broken at a blank. */
const tooWide = (text: string, columns: number) =>
  text.split('\n').filter(line => widthOf(line) > columns && line.trim().replace(/ \\$/, '').includes(' '))

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
    expect(out).toContain('Global flags: --page')
  })

  test('a noun names the page about it, and each page is about nouns that there are', async ({
    bareWorld: world,
  }) => {
    const {out} = await world.msgr('help broadcast')
    const named = Object.values(pages).flatMap(({nouns = []}) => nouns)

    expect(out).toContain('More about it: msgr help broadcasts')
    expect(named.filter(noun => groups[noun] === undefined)).toEqual([])
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
      expect(out).toContain('\nGlobal flags: --page')
      expect(tooWide(out, 80)).toEqual([])
      expect(asked.out).toBe(out)
    })
  }

  test('is as wide as the terminal, and breaks no word', async ({bareWorld: world}) => {
    const options = {terminals: {stdout: true}, env: {NO_COLOR: '1'}}
    const wide = await world.msgr('listen --help', {...options, columns: 300})
    const narrow = await world.msgr('listen --help', {...options, columns: 60})

    const said = (text: string) => text.replaceAll(/[\s\\]+/g, ' ')
    expect(tooWide(narrow.out, 60)).toEqual([])
    expect(said(narrow.out)).toBe(said(wide.out))
  })

  test('every text is 80 columns wide in a pipe, but for code', async ({bareWorld: world}) => {
    const lines = ['', 'label', 'emulator', 'broadcast', ...Object.keys(pages).map(name => `help ${name}`)]
    const blocks = documents.flatMap(document => document.blocks)
    const code = new Set(blocks.flatMap(({text}) => text.split('\n').map(each => each.trim())))
    /** A line of code, what is in quotes, or an address at the end. */
    const isWhole = (line: string) =>
      code.has(line.trim()) || /^ *(?:'[^']*'|"[^"]*")$|\bhttps:\S+$/.test(line)
    for (const line of lines) {
      const found = tooWide((await world.msgr(line)).out, 80)
      expect(
        found.filter(each => !isWhole(each)),
        line,
      ).toEqual([])
    }
  })

  test('the flags of a command come before those that every command has', async ({bareWorld: world}) => {
    const {out} = await world.msgr('label create --help')

    expect(out).toMatch(/--if-missing.*\nGlobal flags: .*: msgr help flags\n.*\nExamples:\n/s)
    expect(out).not.toContain('--api-version')
  })

  test('the page flags says what each of those is', async ({bareWorld: world}) => {
    const {code, out} = await world.msgr('help flags')

    expect(code).toBe(0)
    for (const flag of globalFlags) for (const spelling of spellings(flag)) expect(out).toContain(spelling)
  })

  test('every command has an example, and each example can be typed', async () => {
    const faults: string[] = []
    for (const {name, details} of await describeCommands(commands)) {
      const lines = exampleLines(details)
      if (!lines.some(line => msgrCalls(line).some(argv => named(argv) === name)))
        faults.push(`${name} has no example`)
      if (details.split('\n').filter(isExampleHeading).length !== 1)
        faults.push(`${name} does not have its examples in one place`)
      for (const argv of lines.flatMap(msgrCalls)) faults.push(...(await faultsOf(argv)))
    }

    expect(faults).toEqual([])
  })

  test('the page exit-codes names every exit code', async ({bareWorld: world}) => {
    const {code, out} = await world.msgr('help exit-codes')

    expect(code).toBe(0)
    for (const number of Object.values(exitCodes)) expect(out).toMatch(new RegExp(`^ +${number} +\\w`, 'm'))
  })

  test('the page environment names every variable', async ({bareWorld: world}) => {
    const {out} = await world.msgr('help environment')

    for (const name of Object.keys(environmentVariables)) expect(out).toContain(name)
  })

  test('the version is told by flag and word, as JSON on demand', async ({bareWorld: world}) => {
    const {out} = await world.msgr('--version')
    const asJson = await world.msgr('version --json')

    expect(out).toMatch(/^\d+\.\d+\.\d+(?:-rc\.\d+)?\n$/)
    expect(JSON.parse(asJson.out)).toEqual({version: out.trim()})
  })
})
