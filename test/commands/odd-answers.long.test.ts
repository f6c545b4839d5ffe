import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {env as machine} from 'node:process'
import {describe, expect, onTestFinished} from 'vitest'
import {seeded} from '../../src/emulator/graph/faults.ts'
import {exitCodes} from '../../src/errors.ts'
import {damage} from '../helpers/damage.ts'
import {startRules} from '../helpers/rules-server.ts'
import {type EmulatedWorld, test} from '../helpers/world.ts'
import {jsonLines} from '../json/lines.ts'
import {stageOf} from '../json/stage.ts'

const FIRST_SEED = Number(machine['MSGR_SOAK_SEED'] ?? 1)
const SEEDS = machine['MSGR_SOAK'] === 'short' ? 2 : 12

/** Mocks, proxies and other versions of the platform answer like this, whatever they are asked. */
const oddAnswers = [
  ...['{}', '[]', 'null', '"x"', '0', '{"id":"1"}', '{"success":true}', '<html>'],
  ...['{"data":null}', '{"data":{}}', '{"data":[{}]}', '{"data":[null]}', '{"data":["x"]}'],
  '{"data":[{"id":1,"name":null}],"paging":{"cursors":{}}}',
]

const lines = Object.entries(jsonLines)
  .flatMap(([name, all]) => all.map(line => ({name, ...line})))
  .filter(
    ({name, canRun = true, endsWithSignal}) =>
      canRun && !endsWithSignal && !/^(emulator|listen|inbox|mcp)/.test(name),
  )

describe('whatever is answered, a command has an error for it', () => {
  test.for(lines.map(line => [line.line, line] as const))('%s', async ([, line], {bareWorld}) => {
    const {world, args, env} = await stageOf(bareWorld, line)
    const {emulator} = world
    const {pageToken, appId, appSecret, adAccount, adToken, userToken} = await emulator.connection()
    const connected = {
      ...{...env, MSGR_EMULATOR: '', MSGR_PAGE_TOKEN: pageToken, MSGR_APP_ID: appId},
      ...{MSGR_APP_SECRET: appSecret, MSGR_AD_ACCOUNT: adAccount, MSGR_AD_TOKEN: adToken},
    }
    const run = async (more: Readonly<Record<string, string>>) => {
      const {code, err} = await world.msgr(args, {
        env: {...connected, ...more},
        stdin: env['STDIN'] ?? userToken ?? '',
      })
      return code === exitCodes.bug || err.includes('bug in msgr') ? err : undefined
    }

    for (const answer of oddAnswers) {
      const {env: odd} = await startRules([{path: '', answer}])
      expect([answer, await run({MSGR_GRAPH_URL: odd['MSGR_GRAPH_URL'] ?? ''})]).toEqual([answer, undefined])
    }
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) {
      const {url, damaged} = await startDamaging(emulator, seed)
      const found = await run({MSGR_GRAPH_URL: url})
      expect([seed, damaged, found]).toEqual([seed, expect.anything(), undefined])
    }
  })
})

/** Passes calls on to the emulator; of one answer in three, something is gone or is something else. */
async function startDamaging({url: target}: EmulatedWorld['emulator'], seed: number) {
  const random = seeded(seed)
  const damaged: string[] = []
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray())
    const headers = Object.entries(request.headers).flatMap(([name, value]) =>
      typeof value === 'string' && !/^(host|connection|content-length|transfer-encoding)$/.test(name)
        ? [[name, value] as [string, string]]
        : [],
    )
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method ?? 'GET',
      headers,
      body: body.length === 0 ? null : body,
    })
    const text = await answer.text()
    response.writeHead(answer.status, {'content-type': answer.headers.get('content-type') ?? ''})
    if (!answer.ok || text === '' || random() > 1 / 3) response.end(text)
    else {
      const shown = JSON.stringify(damage(JSON.parse(text), random)) ?? ''
      damaged.push(`${request.method} ${request.url}: ${shown}`)
      response.end(shown)
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, damaged}
}
