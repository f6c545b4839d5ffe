import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect, onTestFinished} from 'vitest'
import type {ActivityEntry, ConversationView, WebhookState} from '../../../src/emulator/chat/view-types.ts'
import {freePort} from '../../helpers/free-port.ts'
import {startHere} from '../../helpers/here.ts'
import {listenAt} from '../../helpers/listen-at.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

const ada = '6411223344556677'

/** A bot at a port that answers with this status and text. */
async function startBot(port: number, status: number, text = ''): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(status).end(text))
  })
  await listenAt(server, port)
  onTestFinished(() => stop(server))
  return server
}

function stop(server: Server): void {
  server.closeAllConnections()
  server.close()
}

/** `listen --forward-to` a port, as the callback on the emulator. */
async function forwardTo(world: EmulatedWorld, port: number) {
  const running = startHere(world, ['--emulator', 'listen', '--port', '0', '--forward-to', String(port)])
  await Promise.race([running.out.holds(/^ready$/m), running.ended])
  return running
}

interface Seen {
  readonly status: ConversationView['status']
  readonly webhook: WebhookState
  readonly entry: ActivityEntry | undefined
}

async function see({emulator: {admin}}: EmulatedWorld): Promise<Seen> {
  const {status} = await admin('GET', `chat/${ada}`)
  const {webhook} = await admin('GET', 'chat')
  const {entries} = await admin('GET', 'activity?kind=event')
  return {status, webhook, entry: entries.findLast(({name}) => name === 'messages')}
}

async function until(world: EmulatedWorld, fits: (seen: Seen) => boolean): Promise<Seen> {
  for (;;) {
    const seen = await see(world)
    if (fits(seen)) return seen
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

const say = ({emulator: {admin}}: EmulatedWorld, text: string) => admin('POST', `people/${ada}/say`, {text})

test('a bot that is not there behind listen is seen as such, and no longer once it is', async ({world}) => {
  const port = await freePort()
  const listening = await forwardTo(world, port)
  await say(world, 'Is anybody there?')

  const dead = await until(world, ({status}) => status?.state === 'no-answer')
  expect(dead.status).toMatchObject({
    error: 'ECONNREFUSED',
    text: `No answer from your bot at http://localhost:${port}/webhook: nothing listens there (ECONNREFUSED).`,
    nextAttemptMs: expect.any(Number),
  })
  expect(dead.webhook).toMatchObject({state: 'failing', target: `http://localhost:${port}/webhook`})
  expect(dead.webhook.lastStatus).toBeUndefined()
  expect(dead.entry).toMatchObject({
    outcome: 'failed',
    error: {message: expect.stringContaining('ECONNREFUSED')},
  })
  expect(dead.entry?.status).toBeUndefined()

  await startBot(port, 200)
  const alive = await until(
    world,
    ({webhook, status}) => webhook.state === 'active' && status?.state !== 'no-answer',
  )
  expect(alive.entry).toMatchObject({outcome: 'ok', status: 200})
  listening.send('SIGINT')
  await listening.ended
})

test('what a bot behind listen answers is reported with its first line, and without what is secret in its address', async ({
  world,
}) => {
  const port = await freePort()
  const bot = await startBot(port, 500, 'TypeError: size of undefined\n    at answer (bot.js:12)')
  const target = `http://ada:geheim@127.0.0.1:${port}/hook?key=geheim`
  const running = startHere(world, ['--emulator', 'listen', '--port', '0', '--forward-to', target])
  await Promise.race([running.out.holds(/^ready$/m), running.ended])
  await say(world, 'Which sizes?')

  const seen = await until(world, ({status}) => status?.state === 'bot-error')
  expect(seen.status).toMatchObject({
    status: 500,
    line: 'TypeError: size of undefined',
    text: 'Your bot answered 500: TypeError: size of undefined',
    offers: [{label: 'Send it again', remedy: {does: 'send-again', thenSend: seen.entry?.id}}],
  })
  expect(seen.webhook).toMatchObject({state: 'failing', lastStatus: 500})
  const detail = await world.emulator.admin('GET', `activity/${seen.entry?.id ?? ''}`)
  expect(detail.forwarded).toMatchObject([{target: `http://127.0.0.1:${port}/hook`, status: 500}])
  expect(JSON.stringify([seen, detail])).not.toContain('geheim')
  stop(bot)
  running.send('SIGINT')
  await running.ended
})

test('an older emulator, which does not know the report, changes nothing for listen', async ({world}) => {
  const port = await freePort()
  await startBot(port, 200)
  const {url, connection} = world.emulator
  // The emulator behind a proxy that knows no report.
  const old = createServer((request, response) => {
    if (request.url === '/_msgr/webhook/forwarded') {
      request.resume()
      response.writeHead(404).end('{"error":{"message":"There is no such call"}}')
      return
    }
    const {method = 'GET', headers} = request
    const chunks: Buffer[] = []
    request
      .on('data', chunk => chunks.push(chunk))
      .on('end', async () => {
        const body = chunks.length === 0 ? null : Buffer.concat(chunks)
        const {'content-type': type = '', authorization = ''} = headers
        const answer = await fetch(url + request.url, {
          method,
          body,
          headers: {'content-type': type, ...(authorization === '' ? {} : {authorization})},
        })
        response.writeHead(answer.status, {'content-type': 'application/json'}).end(await answer.text())
      })
  })
  await new Promise<void>(resolve => old.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => stop(old))
  await connection()
  const running = startHere(world, ['--emulator', 'listen', '--port', '0', '--forward-to', String(port)], {
    env: {MSGR_EMULATOR_URL: `http://127.0.0.1:${(old.address() as AddressInfo).port}`},
  })
  await Promise.race([running.out.holds(/^ready$/m), running.ended])
  await say(world, 'one')
  await running.out.holds(`→ 200 http://localhost:${port}`)
  await say(world, 'two')
  await running.out.holds('"two"')
  running.send('SIGINT')
  expect((await running.ended).code).toBe(130)
})
