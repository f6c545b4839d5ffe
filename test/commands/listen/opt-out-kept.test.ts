import {readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect} from 'vitest'
import {startMsgr} from '../../helpers/child.ts'
import {freePort} from '../../helpers/free-port.ts'
import {openDatabase} from '../../helpers/postgres.ts'
import {hasPostgres} from '../../helpers/postgres-programs.ts'
import {test, type World} from '../../helpers/world.ts'
import {message} from '../inbox/inbox.ts'
import {appSecret, listening, posting} from './listening.ts'

const page = {MSGR_EMULATOR: undefined, MSGR_PAGE_ID: '1'}
const words = ['--opt-out', 'stop', '--opt-in', 'start']

async function listed(world: World, env: Readonly<Record<string, string | undefined>> = page) {
  const {json} = await world.msgr('optout list --json', {env})
  return (json() as {psid: string}[]).map(({psid}) => psid)
}

/** Who sent what waits in the spool. Beside a segment are the lines of it that are done; it is removed when all are. */
async function spooled(world: World): Promise<readonly string[]> {
  const box = join(world.folder, 'box')
  const names = (await readdir(box)).sort()
  const read = async (name: string) => (await readFile(join(box, name), 'utf8')).split('\n').slice(0, -1)
  const found: string[] = []
  for (const name of names.filter(each => each.endsWith('.ndjson'))) {
    const done = names.includes(`${name}.done`) ? await read(`${name}.done`) : []
    const waiting = (await read(name)).filter((_, index) => !done.includes(String(index + 1)))
    found.push(...waiting.map(line => JSON.parse(JSON.parse(line).body).entry[0].messaging[0].sender.id))
  }
  return found
}

/** Nothing can be written to the list as long as this file is there. */
const inTheWay = (world: World) => join(world.home, 'state', 'optouts')

describe('an opt-out that was acknowledged', () => {
  test('is in the spool until it is in the list, also when listen is killed in between', async ({
    bareWorld: world,
  }) => {
    const port = await freePort()
    const env = {PATH: process.env['PATH'] ?? '', HOME: world.home, MSGR_HOME: world.home}
    const args = ['listen', '--port', String(port), '--spool', 'box', ...words]
    const start = async () => {
      const child = startMsgr(args, {
        cwd: world.folder,
        env: {...env, MSGR_APP_SECRET: appSecret, MSGR_PAGE_ID: '1'},
        stdin: null,
      })
      await child.out.holds(/^ready$/m)
      return child
    }
    const killed = await start()
    await writeFile(inTheWay(world), 'not a folder')
    const {post} = posting(`http://127.0.0.1:${port}/webhook`)

    expect(await post(message('stop', '7001'))).toBe(200)
    await killed.out.holds('7001 opted out: "stop", which cannot be recorded')
    killed.kill('SIGKILL')
    await killed.ended
    expect(await spooled(world)).toEqual(['7001'])
    await rm(inTheWay(world))
    expect(await listed(world)).toEqual([])
    const next = await start()

    await next.out.holds('✔ 7001 opted out: "stop"')
    next.kill('SIGINT')
    await next.ended
    expect(await listed(world)).toEqual(['7001'])
    expect(await spooled(world)).toEqual([])
  })

  test('is still in the spool after a listen that could not record it until its end, and not after one that could', async ({
    bareWorld: world,
  }) => {
    const flags = ['--spool', 'box', ...words]
    const first = await listening(world, flags, {env: page})
    await writeFile(inTheWay(world), 'not a folder')
    await first.post(message('stop', '7002'))
    await first.post(message('hello', '7003'))
    await first.out.holds('which cannot be recorded')
    first.send('SIGINT')
    expect(await first.ended).toMatchObject({
      code: 1,
      err: expect.stringMatching(/1 delivery waits in [\s\S]*it lacks people who opted out \(7002\)/),
    })
    await rm(inTheWay(world))

    const second = await listening(world, flags, {env: page})
    await second.out.holds('✔ 7002 opted out')
    second.send('SIGINT')
    expect((await second.ended).err).not.toMatch(/waits? in/)
    expect(await listed(world)).toEqual(['7002'])
  })

  test.skipIf(!hasPostgres('opt-outs of listen --inbox'))(
    'is in the list before it is acknowledged, with --inbox',
    async ({bareWorld: world}) => {
      const database = await openDatabase()
      const env = {...page, MSGR_STORE: database.url()}
      const listen = await listening(world, ['--inbox', ...words], {env})
      await database.query('alter table msgr.opt_out rename to away')

      expect([await listen.post(message('hello', '7004')), listen.out.text.match(/✖ 503.*/)]).toEqual([
        200,
        null,
      ])
      expect(await listen.post(message('stop', '7004'))).toBe(503)
      await listen.out.holds(/✖ 503 the delivery cannot be kept: /)
      await database.query('alter table msgr.away rename to opt_out')
      // As the platform does.
      expect(await listen.post(message('stop', '7004'))).toBe(200)

      expect(await listed(world, env)).toEqual(['7004'])
      expect(await database.query('select count(*)::int from msgr.inbox')).toEqual([{count: 2}])
      expect(await listen.post(message('start', '7004'))).toBe(200)
      expect(await listed(world, env)).toEqual(['7004'])
      listen.send('SIGINT')
      const {out} = await listen.ended
      expect(out.match(/✔ 7004 opted out/g)).toHaveLength(1)
    },
  )
})
