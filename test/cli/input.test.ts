import {describe, expect} from 'vitest'
import {test} from '../helpers/world.ts'
import {madeUp} from './made-up.ts'

const reading = madeUp({
  declare: command => command.argument('<file>'),
  run: ({io}, file) => io.readText(file),
})

const lines = madeUp({
  declare: command => command.argument('<file>'),
  async *run({io}, file) {
    for await (const line of io.readLines(file)) yield `<${line}>`
  },
})

describe('an input file', () => {
  test('is read without its byte order mark, from disk or standard input', async ({bareWorld: world}) => {
    await world.write('a.txt', '\ufeffä')

    expect((await world.msgr('do a.txt', {commands: reading})).out).toBe('ä\n')
    expect((await world.msgr('do -', {commands: reading, stdin: '\ufeffä'})).out).toBe('ä\n')
  })

  test('is read line by line, whatever ends its lines', async ({bareWorld: world}) => {
    await world.write('a.csv', '\ufeffone\r\ntwo\n\nthree')

    expect((await world.msgr('do a.csv', {commands: lines})).out).toBe('<one>\n<two>\n<>\n<three>\n')
    expect((await world.msgr('do -', {commands: lines, stdin: 'one\ntwo'})).out).toBe('<one>\n<two>\n')
  })

  test('that cannot be read is a mistake of the command line', async ({bareWorld: world}) => {
    for (const commands of [reading, lines]) {
      const missing = await world.msgr('do nothing.json', {commands})
      const folder = await world.msgr('do .', {commands})

      expect(missing).toMatchObject({code: 2, err: '✖ nothing.json cannot be read: there is no such file\n'})
      expect(folder).toMatchObject({code: 2, err: '✖ . cannot be read: it is a folder\n'})
    }
  })
})

describe('notes and warnings', () => {
  const speaking = madeUp({
    async run({io}) {
      io.note('by the way')
      io.warn('look')
      return 'done'
    },
  })

  test('go to stderr; --quiet leaves the warnings', async ({bareWorld: world}) => {
    expect(await world.msgr('do', {commands: speaking})).toMatchObject({
      out: 'done\n',
      err: 'by the way\n! look\n',
    })
    expect(await world.msgr('do -q', {commands: speaking})).toMatchObject({out: 'done\n', err: '! look\n'})
  })
})

describe('a confirmation', () => {
  const asking = madeUp({
    run: async ({prompt}) => ((await prompt.confirm('Delete it?')) ? 'deleted' : 'kept'),
  })

  test('is an error that names the flag where nobody can answer', async ({bareWorld: world}) => {
    const {code, err} = await world.msgr('do', {commands: asking})

    expect({code, err}).toEqual({
      code: 2,
      err: '✖ Nobody can answer here: Delete it?\n  Answer with --yes\n',
    })
  })

  test('is not asked under --no-input, even at a terminal', async ({bareWorld: world}) => {
    const terminals = {stdin: true, stderr: true}

    expect((await world.msgr('do --no-input', {commands: asking, terminals})).code).toBe(2)
  })

  test('is given by --yes, and not needed in a dry run', async ({bareWorld: world}) => {
    expect((await world.msgr('do -y', {commands: asking})).out).toBe('deleted\n')
    expect((await world.msgr('do --dry-run', {commands: asking})).out).toBe('deleted\n')
  })
})
