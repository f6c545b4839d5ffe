import {Writable} from 'node:stream'
import {describe, expect} from 'vitest'
import {test} from '../helpers/world.ts'
import {madeUp} from './made-up.ts'

const people = madeUp({
  json: 'array',
  run: async () => [
    {name: 'Ann, the first', age: 41},
    {name: 'Bo', age: undefined},
  ],
  view: rows => ({
    columns: ['name', 'age'],
    rows: rows.map((row: {name: string; age?: number}) => [row.name, row.age]),
  }),
})

const counting = madeUp({
  json: 'lines',
  async *run() {
    yield {n: 1}
    yield {n: 2}
  },
  view: ({n}) => ({columns: ['n'], rows: [[n]]}),
})

describe('a result', () => {
  test('is a table with a header on a terminal', async ({bareWorld: world}) => {
    const {out} = await world.msgr('do', {commands: people, terminals: {stdout: true}, env: {NO_COLOR: '1'}})

    expect(out).toBe('name            age\nAnn, the first  41\nBo\n')
  })

  test('is parted by tabs, without a header, in a pipe', async ({bareWorld: world}) => {
    const {out} = await world.msgr('do', {commands: people})

    expect(out).toBe('Ann, the first\t41\nBo\t\n')
  })

  test('is CSV with a header on demand', async ({bareWorld: world}) => {
    const {out} = await world.msgr('do --format csv', {commands: people})

    expect(out).toBe('name,age\n"Ann, the first",41\nBo,\n')
  })

  test('is one JSON document under --json, before and behind the command', async ({bareWorld: world}) => {
    const behind = await world.msgr('do --json', {commands: people})
    const before = await world.msgr('--format json do', {commands: people})

    expect(JSON.parse(behind.out)).toEqual([
      {name: 'Ann, the first', age: 41},
      {name: 'Bo', age: null},
    ])
    expect(behind.out.trim().split('\n')).toHaveLength(1)
    expect(before.out).toBe(behind.out)
  })

  test('that has no table is one row of CSV', async ({bareWorld: world}) => {
    const commands = madeUp({run: async () => ({id: '1', tags: ['a']}), view: () => 'done'})

    expect((await world.msgr('do --format csv', {commands})).out).toBe('id,tags\n1,"[""a""]"\n')
  })

  test('decides the exit code when its command says so', async ({bareWorld: world}) => {
    const commands = madeUp({run: async () => 3, exitCode: failed => (failed > 0 ? 6 : 0)})

    expect((await world.msgr('do', {commands})).code).toBe(6)
  })

  test('cannot move the cursor or rename the window of a terminal', async ({bareWorld: world}) => {
    const commands = madeUp({run: async () => 'a\u001b]0;title\u0007b\u001b[2Jc'})

    const {out} = await world.msgr('do', {commands, terminals: {stdout: true}})

    expect(out).toBe('a\\u001b]0;title\\u0007b\\u001b[2Jc\n')
  })

  test('contradicting formats are refused', async ({bareWorld: world}) => {
    const {code, err} = await world.msgr('do --json --format csv', {commands: people})

    expect(code).toBe(2)
    expect(err).toContain('--json and --format csv contradict each other')
  })
})

describe('a stream', () => {
  test('is printed item by item, one JSON document per line under --json', async ({bareWorld: world}) => {
    expect((await world.msgr('do', {commands: counting})).out).toBe('1\n2\n')
    expect((await world.msgr('do --json', {commands: counting})).out).toBe('{"n":1}\n{"n":2}\n')
    expect((await world.msgr('do --format csv', {commands: counting})).out).toBe('n\n1\n2\n')
  })

  test('has no progress between its rows, unless they go into a file', async ({bareWorld: world}) => {
    const commands = madeUp({
      async *run({progress, clock}) {
        const bar = progress.start('Reading')
        for (const n of [1, 2]) {
          await clock.sleep(6_000)
          bar.update(`${n} of 2`)
          yield n
        }
        bar.stop()
      },
    })

    const piped = await world.msgr('do', {commands})
    const atTerminal = await world.msgr('do', {commands, terminals: {stdout: true, stderr: true}})
    const inFile = await world.msgr('do', {commands, isOutFile: true})

    expect([piped.err, atTerminal.err]).toEqual(['', ''])
    expect(inFile.err).toBe('Reading: 1 of 2\nReading: 2 of 2\n')
  })

  test('of one thing as it changes is drawn in its place, and has a line for each change in a pipe', async ({
    bareWorld: world,
  }) => {
    const commands = madeUp({
      json: 'lines',
      isLive: true,
      async *run() {
        yield* ['1 of 3 sent, and some more words', '1 of 3 sent, and some more words', '3 of 3 sent']
      },
    })

    const atTerminal = await world.msgr('do', {commands, terminals: {stdout: true}, columns: 21})
    const piped = await world.msgr('do', {commands})
    const json = await world.msgr('do --json', {commands})

    const up = '\u001b[1A\r\u001b[2K'
    expect(atTerminal.out).toBe(`1 of 3 sent, and\nsome more words\n${up}${up}3 of 3 sent\n`)
    expect(piped.out).toBe('1 of 3 sent, and some more words\n3 of 3 sent\n')
    expect(json.out.trim().split('\n')).toHaveLength(2)
  })

  test('is not read faster than it can be written', async ({bareWorld: world}) => {
    const written: (() => void)[] = []
    const slow = new Writable({highWaterMark: 1, write: (_chunk, _encoding, done) => void written.push(done)})
    let made = 0
    const commands = madeUp({
      async *run() {
        for (made = 1; made <= 3; made++) yield made
      },
    })

    const {ended} = world.start('do', {commands, stdout: slow})
    const madeBefore: number[] = []
    while (madeBefore.length < 3) {
      await new Promise(resolve => setImmediate(resolve))
      const done = written.shift()
      if (done === undefined) continue
      madeBefore.push(made)
      done()
    }

    expect(madeBefore).toEqual([1, 2, 3])
    expect((await ended).code).toBe(0)
  })

  test('whose reader goes away ends, and that is no failure', async ({bareWorld: world}) => {
    let isClosed = false
    const closing = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), {code: 'EPIPE'})),
    })
    const commands = madeUp({
      async *run() {
        try {
          for (let n = 0; ; n++) {
            yield n
            await new Promise(resolve => setImmediate(resolve))
          }
        } finally {
          isClosed = true
        }
      },
    })

    const {code, err} = await world.msgr('do', {commands, stdout: closing})

    expect({code, err, isClosed}).toEqual({code: 0, err: '', isClosed: true})
  })
})
