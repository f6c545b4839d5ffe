import {spawnSync} from 'node:child_process'
import {link, readdir, symlink} from 'node:fs/promises'
import {join} from 'node:path'
import process from 'node:process'
import {PassThrough} from 'node:stream'
import {describe, expect} from 'vitest'
import {table} from '../../src/cli/table.ts'
import {outFile} from '../../src/commands/shared/files/write-out.ts'
import type {Context} from '../../src/context.ts'
import {madeUp} from '../cli/made-up.ts'
import {messagesIn, pagesOf} from '../helpers/probe.ts'
import {type EmulatedWorld, test} from '../helpers/world.ts'

const ADA = '6411223344556677'

/** Every flag by which a command writes a file that a person names, and what goes with it. */
const writing: readonly (readonly [line: string, file: string])[] = [
  ['profile pull --out', 'out.yaml'],
  ['page pull --out', 'out.yaml'],
  ['page plan page.yaml --out', 'plan.json'],
  ['insights export page_messages_new_conversations_unique --since 7d --out', 'out.csv'],
  ['insights chart page_messages_new_conversations_unique --since 7d --out', 'out.svg'],
  ['code generate --ref a --out', 'out.svg'],
  ['emulator export --out', 'out.json'],
  ['emulator test chats --junit', 'results.xml'],
  ['emulator test --record', 'chat.yaml'],
  ['page validate page.yaml --report', 'report.json'],
  ['profile validate profile.yaml --report', 'report.json'],
  ['broadcast plan --to people.csv --text Hi --explain', 'why.csv'],
  ['broadcast plan --to people.csv --text Hi --rejects', 'bad.csv'],
  ['broadcast send --to people.csv --text Hi --yes --rejects', 'bad.csv'],
  ['label import labels.csv --create-missing --yes --rejects', 'bad.csv'],
  ['label assign VIP --from people.csv --rejects', 'bad.csv'],
  ['id match --from people.csv --out', 'out.csv'],
  ['id match --from people.csv --rejects', 'bad.csv'],
  ['code generate --from refs.csv --rejects', 'bad.csv'],
]

async function prepare(world: EmulatedWorld): Promise<void> {
  await world.write('profile.yaml', 'get_started: {payload: START}')
  await world.write('page.yaml', 'labels: [VIP]')
  await world.write('people.csv', `psid\n${ADA}\n`)
  await world.write('labels.csv', `psid,label\n${ADA},VIP\n`)
  await world.write('refs.csv', 'ref\nspring\n')
  await world.write('chats/hi.yaml', 'name: hi\nsteps: [{say: hi}]\n')
  await world.msgr('label create VIP')
}

describe('a file that already exists', () => {
  test.for(writing)('is not replaced by %s %s, and the flag is named', async ([line, file], {world}) => {
    await prepare(world)
    await world.write(file, 'mine')
    const calls = messagesIn(world.emulator).length

    const {code, err, out} = await world.msgr(`${line} ${file}`)

    expect({code, out}).toEqual({code: 2, out: ''})
    expect(err).toContain(`${file} already exists`)
    expect(err).toContain('--overwrite')
    expect(await world.read(file)).toBe('mine')
    expect(messagesIn(world.emulator).length).toBe(calls)
  })

  test.for(writing.filter(([line]) => !/--junit|--record|id match/.test(line)))(
    'is replaced by %s %s with --overwrite, with nothing left beside it',
    async ([line, file], {world}) => {
      await prepare(world)
      const before = await readdir(world.folder)
      await world.write(file, 'mine')

      const {code, err} = await world.msgr(`${line} ${file} --overwrite`)

      expect(code, err).toBe(0)
      expect(await world.read(file)).not.toBe('mine')
      const added = (await readdir(world.folder)).filter(name => !before.includes(name) && name !== 'codes')
      expect(added).toEqual([file])
    },
  )

  test('is asked about at a terminal: No leaves it, and nothing else is done', async ({world}) => {
    await world.write('out.json', 'mine')

    const no = await answering(world, 'emulator export --out out.json', 'n')
    const kept = await world.read('out.json')
    const yes = await answering(world, 'emulator export --out out.json', 'y')

    expect(no).toMatchObject({code: 2, out: '', err: expect.stringContaining('Nothing was changed')})
    expect(no.err).toContain('--overwrite')
    expect(kept).toBe('mine')
    expect(yes.code).toBe(0)
    expect(await world.read('out.json')).toContain('"format"')
  })

  test('is not even asked about with --no-input', async ({world}) => {
    await world.write('out.json', 'mine')

    const terminals = {stdin: true, stderr: true}
    const {code, err} = await world.msgr('emulator export --out out.json --no-input', {terminals})

    expect({code, err}).toEqual({
      code: 2,
      err: expect.stringContaining(
        'out.json already exists\n  Name another file, or replace it: --overwrite\n',
      ),
    })
  })

  test('is one question for many codes', async ({world}) => {
    await world.write('refs.csv', 'ref\nspring\nautumn\n')
    await world.write('codes/spring.png', 'mine')
    await world.write('codes/autumn.png', 'mine')

    const {code, err} = await answering(world, 'code generate --from refs.csv', 'n')

    expect(code).toBe(2)
    expect(err).toContain('2 files already exist: spring.png, autumn.png. Overwrite them?')
    expect(await world.read('codes/spring.png')).toBe('mine')
  })
})

describe('a file that the command reads is not written to', () => {
  test.for([
    ['by its own name', 'people.csv'],
    ['by another spelling', './people.csv'],
    ['by a hard link', 'hard.csv'],
    ['by a symbolic link', 'soft.csv'],
  ])('%s', async ([, name], {world}) => {
    await world.write('people.csv', `psid\n${ADA}\nbad\n`)
    await link(join(world.folder, 'people.csv'), join(world.folder, 'hard.csv'))
    await symlink('people.csv', join(world.folder, 'soft.csv'))
    const before = await world.read('people.csv')

    const plan = await world.msgr(`broadcast plan --to people.csv --text Hi --rejects ${name} --overwrite`)
    const match = await world.msgr(`id match --from people.csv --out ${name} --overwrite`)

    for (const {code, err} of [plan, match])
      expect({code, err}).toMatchObject({code: 2, err: expect.stringContaining('are the same file')})
    expect(await world.read('people.csv')).toBe(before)
  })

  test('whichever of its other flags or files names it', async ({world}) => {
    await prepare(world)
    await world.write('message.json', '{"text": "Hi"}')
    await link(join(world.folder, 'message.json'), join(world.folder, 'hard.json'))
    const files = ['people.csv', 'labels.csv', 'refs.csv', 'message.json', 'page.yaml']
    const before = await Promise.all(files.map(world.read))

    for (const line of [
      'broadcast plan message.json --to people.csv --rejects hard.json',
      'broadcast plan message.json --to people.csv --explain message.json',
      'broadcast send --to people.csv --text Hi --yes --rejects people.csv',
      'label assign VIP --from people.csv --rejects people.csv',
      'label import labels.csv --create-missing --yes --rejects labels.csv',
      'id match --from people.csv --rejects people.csv',
      'id match --from people.csv --out people.csv',
      'code generate --from refs.csv --rejects refs.csv',
      'page validate page.yaml --report page.yaml',
      'page plan page.yaml --out page.yaml',
    ]) {
      const {code, err} = await world.msgr(`${line} --overwrite`)
      expect({line, code, err}).toMatchObject({code: 2, err: expect.stringContaining('are the same file')})
    }
    expect(await Promise.all(files.map(world.read))).toEqual(before)
  })

  test.skipIf(process.platform === 'win32')('through a stream of the shell', async ({world}) => {
    const text = `psid\n${ADA}\nbad\n`
    await world.write('people.csv', text)
    const msgr = `"${process.execPath}" "${join(import.meta.dirname, '../../bin/msgr.js')}"`
    const plan = (to: string, rejects: string) =>
      `${msgr} broadcast plan --dry-run --to ${to} --text Hi --rejects ${rejects} --overwrite`
    const lines = [
      `${plan('-', 'people.csv')} < people.csv`,
      `${plan('people.csv', '/dev/fd/3')} 3< people.csv`,
      `${plan('-', '/dev/stdin')} < people.csv`,
      `${plan('people.csv', 'result.txt')} > result.txt`,
    ]

    const ran = lines.map(line =>
      spawnSync('sh', ['-c', line], {cwd: world.folder, env: {...process.env, MSGR_HOME: world.home}}),
    )

    for (const [index, {status, stderr}] of ran.entries()) {
      expect(String(stderr), lines[index]).toContain('are the same file')
      expect(status, lines[index]).toBe(2)
    }
    expect(await world.read('people.csv')).toBe(text)
  })

  test('nor are two results written into one file', async ({world}) => {
    await world.write('people.csv', `psid\n${ADA}\n`)

    const line = 'broadcast plan --to people.csv --text Hi --rejects out.csv --explain out.csv --overwrite'
    await world.write('out.csv', '')
    const {code, err} = await world.msgr(line)

    expect({code, err}).toMatchObject({code: 2, err: expect.stringContaining('are the same file')})
  })
})

describe('pull keeps its own file up to date', () => {
  test.for([
    ['profile pull', '# ours\nget_started: {payload: OLD}\n'],
    ['page pull', '# ours\nprofile:\n  get_started: {payload: OLD}\n'],
  ])(
    '%s changes a file of its kind without --overwrite, and leaves comments',
    async ([line, text], {world}) => {
      for (const page of pagesOf(world.emulator)) page.profile = {get_started: {payload: 'NEW'}}
      await world.write('page.yaml', text ?? '')

      const {code} = await world.msgr(`${line} --out page.yaml`)

      expect(code).toBe(0)
      expect(await world.read('page.yaml')).toContain('# ours')
      expect(await world.read('page.yaml')).not.toContain('OLD')
    },
  )

  test.for([
    ['package.json', '{"name": "mine"}'],
    ['people.csv', 'psid\n1\n'],
    ['broken.yaml', 'get_started: {payload'],
  ])('and refuses %s, which is no such file', async ([name = '', text = ''], {world}) => {
    await world.write(name, text)

    for (const line of ['profile pull', 'page pull']) {
      const {code, err} = await world.msgr(`${line} --out ${name}`)
      expect({code, err}).toMatchObject({code: 2, err: expect.stringContaining('--overwrite')})
    }
    expect(await world.read(name)).toBe(text)
  })
})

test('rows that cannot be used are written whole, or not at all', async ({world}) => {
  await world.write('people.csv', `psid\n${ADA}\nbad\n`)
  await world.write('labels.csv', `psid,name\n${ADA},x\n`)
  await world.msgr('label create VIP')

  const refused = await world.msgr('label assign VIP --from people.csv --rejects bad.csv')
  const unread = await world.msgr('label import labels.csv --rejects none.csv')

  expect(refused.code).toBe(2)
  expect(await world.read('bad.csv')).toContain('bad,3,')
  expect(unread.code).toBe(2)
  expect((await readdir(world.folder)).sort()).toEqual(['bad.csv', 'labels.csv', 'people.csv'])
})

test('listen adds to recordings and removes ready files, and touches no file of another kind', async ({
  world,
}) => {
  await world.write('people.csv', `psid\n${ADA}\n`)

  const record = await world.msgr('listen --port 0 --limit 1 --record people.csv')
  const ready = await world.msgr('listen --port 0 --limit 1 --ready-file people.csv')

  for (const {code, err} of [record, ready])
    expect({code, err}).toMatchObject({code: 2, err: expect.stringContaining('people.csv already exists')})
  expect(await world.read('people.csv')).toBe(`psid\n${ADA}\n`)
})

test('every command that writes a file has --overwrite', async ({world}) => {
  const {out} = await world.msgr('commands --json')
  const flags = ['--out', '--out-dir', '--rejects', '--explain', '--junit', '--report']
  const commands = JSON.parse(out) as readonly {name: string; options: readonly {flags: string}[]}[]
  const has = (command: (typeof commands)[number], flag: string) =>
    command.options.some(option => option.flags.split(/[ ,]+/).includes(flag))

  const writers = commands.filter(command => flags.some(flag => has(command, flag)))

  expect(writers.length).toBeGreaterThan(10)
  expect(writers.filter(command => !has(command, '--overwrite')).map(({name}) => name)).toEqual([])
  expect(Object.keys(table)).toContain('init')
  expect(has(commands.find(({name}) => name === 'init') ?? {name: '', options: []}, '--overwrite')).toBe(true)
})

/** At a terminal, with an answer to the first question. */
async function answering(world: EmulatedWorld, line: string, answer: string) {
  const stdin = new PassThrough()
  const running = world.start(line, {stdin, terminals: {stdin: true, stderr: true}})
  await running.err.holds('?')
  stdin.write(`${answer}\n`)
  return running.ended
}

describe('a file that is named for a result', () => {
  const slow = (between: (context: Context) => Promise<unknown>) =>
    madeUp({
      run: async context => {
        const file = await outFile(context, 'result.txt')
        await between(context)
        await file.write('ours')
        return 'written'
      },
    })

  test('stays when it appeared while the command worked', async ({bareWorld: world}) => {
    const commands = slow(() => world.write('result.txt', 'of somebody else'))

    const {code, err} = await world.msgr('do', {commands})

    expect([code, err]).toEqual([2, expect.stringContaining('result.txt already exists')])
    expect(await world.read('result.txt')).toBe('of somebody else')
    expect(await readdir(world.folder)).toEqual(['result.txt'])
  })

  test('is not made in a dry run', async ({bareWorld: world}) => {
    await world.msgr('do --dry-run', {commands: slow(async () => {})})

    expect(await readdir(world.folder)).toEqual([])
  })
})
