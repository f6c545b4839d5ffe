import {existsSync} from 'node:fs'
import {mkdir, readdir, readFile, rm} from 'node:fs/promises'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {buffer} from 'node:stream/consumers'
import {expect, onTestFinished} from 'vitest'
import {startMsgr} from '../../helpers/child.ts'
import {freePort} from '../../helpers/free-port.ts'
import {listenAt} from '../../helpers/listen-at.ts'
import {test} from '../../helpers/world.ts'
import {appSecret, listening, posting} from './listening.ts'

/** A bot that notes the texts it gets, and answers with these statuses in turn, the last one again and again. */
async function startBot({port = 0, statuses = [200]}: {port?: number; statuses?: readonly number[]} = {}) {
  const texts: string[] = []
  let asked = 0
  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    const status = statuses[Math.min(asked, statuses.length - 1)] ?? 200
    asked += 1
    if (status === 200) texts.push(JSON.parse(String(body)).entry[0].messaging[0].message.text)
    response.writeHead(status).end()
  })
  await listenAt(server, port)
  const stop = () => new Promise<void>(resolve => server.close(() => resolve()).closeAllConnections())
  onTestFinished(() => stop().catch(() => undefined))
  return {texts, asked: () => asked, port: (server.address() as AddressInfo).port, stop}
}

const message = (text: string | number) => ({
  object: 'page',
  entry: [
    {
      id: '1',
      time: 1,
      messaging: [
        {sender: {id: '2'}, recipient: {id: '1'}, timestamp: 1, message: {mid: `m_${text}`, text: `${text}`}},
      ],
    },
  ],
})

const numbers = (from: number, to: number) =>
  Array.from({length: to - from}, (_, index) => String(from + index))

async function end({send, ended}: Awaited<ReturnType<typeof listening>>) {
  send('SIGINT')
  return ended
}

test('what a bot that was down did not get when listen was ended, it gets first from the next one, in order', async ({
  bareWorld: world,
}) => {
  const port = await freePort()
  const flags = ['--spool', '--forward-to', String(port)]
  const first = await listening(world, flags)
  for (const number of numbers(0, 20)) expect(await first.post(message(number))).toBe(200)
  await first.out.holds('kept (20)')
  const {err} = await end(first)
  expect(err).toContain(
    `20 deliveries wait in ${join(world.home, 'state', 'spool')}; msgr listen --spool goes on from there`,
  )

  const bot = await startBot({port})
  const second = await listening(world, flags)
  for (const number of numbers(20, 25)) await second.post(message(number))
  await expect.poll(() => bot.texts).toEqual(numbers(0, 25))
  const ended = await end(second)

  expect(ended.out).toMatch(/✔ spool +\S+ {2}20 deliveries were left there and go first/)
  expect(ended.err).not.toContain('wait in')
  expect(await readdir(join(world.home, 'state', 'spool'))).toEqual([])
})

test('listen killed in the middle loses nothing that it acknowledged', async ({bareWorld: world}) => {
  const [bot, port] = [await startBot(), await freePort()]
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: world.home,
    MSGR_HOME: world.home,
    MSGR_APP_SECRET: appSecret,
  }
  const start = async () => {
    const args = ['listen', '--port', String(port), '--spool', 'box', '--forward-to', String(bot.port)]
    const child = startMsgr(args, {cwd: world.folder, env, stdin: null})
    await child.out.holds(/^ready$/m)
    return child
  }
  const {post} = posting(`http://127.0.0.1:${port}/webhook`)
  const acknowledged: string[] = []
  const sendSome = async (from: number, to: number) => {
    for (const text of numbers(from, to))
      if ((await post(message(text)).catch(() => 0)) === 200) acknowledged.push(text)
  }

  for (let round = 0; round < 3; round += 1) {
    const child = await start()
    const sending = Promise.all(
      [0, 1, 2, 3].map(lane => sendSome(1000 * round + 100 * lane, 1000 * round + 100 * lane + 40)),
    )
    await expect.poll(() => acknowledged.length).toBeGreaterThan(50 * (round + 1) - 40)
    child.kill('SIGKILL')
    await child.ended
    await sending
  }
  const last = await start()
  await expect.poll(() => acknowledged.filter(text => !bot.texts.includes(text))).toEqual([])
  last.kill('SIGINT')
  await last.ended

  expect(acknowledged.length).toBeGreaterThan(50)
})

test('a target that fails is tried again; what it does not take is put aside for replay', async ({
  bareWorld: world,
}) => {
  // Nobody else gets the port while no bot listens on it.
  const bot = await startBot({port: await freePort(), statuses: [500, 503, 200]})
  const listen = await listening(world, ['--spool', 'box', '--forward-to', String(bot.port)])
  await listen.post(message('saved'))
  await expect.poll(() => bot.texts).toEqual(['saved'])
  expect(listen.out.text).toContain('it answered 500: kept (1), next try in 1 s')
  await bot.stop()

  const broken = await startBot({port: bot.port, statuses: [500]})
  await listen.post(message('refused'))
  await listen.out.holds(
    `✖ it answered 500: not forwarded to http://localhost:${bot.port}/webhook; it is in not-taken.ndjson`,
  )
  expect(broken.asked()).toBe(6)
  await broken.stop()
  const mended = await startBot({port: bot.port})
  await listen.post(message('later'))
  await expect.poll(() => mended.texts).toEqual(['later'])
  await end(listen)

  const {code} = await world.msgr(`replay box/not-taken.ndjson --to http://127.0.0.1:${bot.port}/webhook`, {
    env: {MSGR_APP_SECRET: appSecret},
  })
  expect(code).toBe(0)
  expect(mended.texts).toEqual(['later', 'refused'])
  expect(await readdir(join(world.folder, 'box'))).toEqual(['not-taken.ndjson'])
})

test('while the spool cannot be written, deliveries are answered 503 without saying why, and the operator sees it', async ({
  bareWorld: world,
}) => {
  const listen = await listening(world, ['--spool', 'box'])
  const box = join(world.folder, 'box')
  await rm(box, {recursive: true})

  const answer = await fetch(listen.url, {method: 'POST', body: '{"object":"page","entry":[]}'})
  expect(answer.status).toBe(403)
  expect(await listen.post(message('lost?'))).toBe(503)
  await listen.out.holds(/✖ 503 the delivery cannot be kept: ENOENT/)
  await mkdir(box)
  expect(await listen.post(message('kept'))).toBe(200)
  await listen.out.holds('"kept"')
  await end(listen)

  expect(listen.out.text).not.toContain('"lost?"')
})

test('without a target a delivery is done when its events are printed, and those of other people at once', async ({
  bareWorld: world,
}) => {
  const listen = await listening(world, ['--json', '--spool', 'box', '--person', '2'])
  await listen.post(message('shown'))
  await listen.post({
    object: 'page',
    entry: [{id: '1', messaging: [{sender: {id: '3'}, message: {mid: 'm', text: 'x'}}]}],
  })
  await listen.out.holds('"shown"')
  const {err} = await end(listen)

  expect(err).not.toContain('wait in')
  expect(await readdir(join(world.folder, 'box'))).toEqual([])
})

test('a second listen with the same spool is refused; --dry-run touches nothing', async ({
  bareWorld: world,
}) => {
  const dry = await world.msgr('listen --spool box --dry-run')
  expect([dry.code, existsSync(join(world.folder, 'box'))]).toEqual([0, false])

  const listen = await listening(world, ['--spool', 'box'])
  const second = await world.msgr('listen --port 0 --spool box')
  await end(listen)

  expect(second.code).toBe(2)
  expect(second.err).toContain(`The spool ${join(world.folder, 'box')} is used by process ${process.pid}`)
  expect(second.err).toContain('End that process, or name another folder: --spool <folder>')
})

test('a damaged line of the spool ends listen before it is ready, with the file and the line', async ({
  bareWorld: world,
}) => {
  const port = await freePort()
  const first = await listening(world, ['--spool', 'box', '--forward-to', String(port)])
  await first.post(message('one'))
  await end(first)
  const file = join(world.folder, 'box', '00000001.ndjson')
  await world.write('box/00000001.ndjson', (await readFile(file, 'utf8')).replace('{', '#'))

  const {code, err} = await world.msgr('listen --port 0 --spool box')

  expect(code).toBe(2)
  expect(err).toContain(`${file}:1: this is not a recorded delivery: it is not JSON`)
  expect(err).toContain(`Move ${file} and ${file}.done to another folder, and start again`)
})
