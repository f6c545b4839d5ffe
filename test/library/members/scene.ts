import {once} from 'node:events'
import {existsSync, readFileSync, watch} from 'node:fs'
import {createRequire} from 'node:module'
import {join} from 'node:path'
import {expect, onTestFinished} from 'vitest'
import type * as dropIn from '../../../src/library/messenger-node/index.ts'
import {toWireForm} from '../../../src/platform/signature.ts'
import {deliveryHeaders} from '../../../src/platform/webhook-delivery.ts'
import {loadSample} from '../../../src/webhook/samples.ts'
import {removeDefaultApps} from '../../helpers/probe.ts'
import {createWorld, type EmulatedWorld, type RunOptions} from '../../helpers/world.ts'

/** One member of messenger-node: what takes its place in the library and at the command line, and that both work. */
export interface Row {
  readonly member: string
  /** In `msgr-cli`. */
  readonly method: string
  /** What to type. */
  readonly command: string
  /** The day on which the platform is asked, for what it has ended since. */
  readonly asOf?: string
  /** Uses the member as documented, through the drop-in. */
  readonly use: (scene: Scene) => unknown
  /** The documented result. */
  readonly yields: unknown
  /** Runs the command. */
  readonly run: (scene: Scene) => Promise<unknown>
  readonly prints: unknown
}

export interface Scene {
  readonly world: EmulatedWorld
  readonly client: dropIn.Client
  /** A webhook of the drop-in that listens; ended with the test. */
  readonly webhook: (options?: dropIn.WebhookOptions) => Promise<dropIn.Webhook>
  /** Delivers a sample event to a webhook of the drop-in, signed; its answer. */
  readonly deliver: (webhook: dropIn.Webhook, sample: string) => Promise<string>
  /** The result of a command as data, which has to end with 0. */
  readonly json: (argv: readonly string[], options?: RunOptions) => Promise<unknown>
  /** The events that `msgr listen` prints until it ends; `act` is called with its address once it is ready. */
  readonly listen: (
    argv: readonly string[],
    act: (url: string) => Promise<unknown>,
  ) => Promise<readonly unknown[]>
  /** Sends a sample event to the running `msgr listen`. */
  readonly trigger: (sample: string) => Promise<unknown>
  /** The file of a small picture. */
  readonly picture: () => Promise<string>
}

/** Makes the Page one of many apps without a default, in which any app may ask for a conversation. */
export function withoutDefaultApp({emulator}: EmulatedWorld): void {
  removeDefaultApps(emulator)
}

/** Of the emulator: the person who wrote last, one of the labels, the app, and its secret. */
export const ada = '6411223344556677'
export const label = '1712000000000001'
export const secret = '0123456789abcdef0123456789abcdef'
export const appToken = `1234567890123456|${secret}`

const {Client, Webhook}: typeof dropIn = createRequire(import.meta.url)('msgr-cli/messenger-node')

export async function createScene(asOf?: string): Promise<Scene> {
  const world = await createWorld(asOf === undefined ? {} : {asOf})
  const {pageToken} = await world.emulator.connection()
  const version = asOf === undefined ? {} : {api_version: 'v3.3'}
  const json: Scene['json'] = async (argv, options) => {
    const past = asOf === undefined ? [] : ['--api-version', 'v3.3']
    const ran = await world.msgr([...argv, ...past, '--json'], options)
    expect(ran, ran.err).toMatchObject({code: 0})
    return ran.json()
  }
  return {
    world,
    client: new Client({
      page_token: pageToken,
      app_token: appToken,
      graph_url: world.emulator.url,
      ...version,
    }),
    webhook: async (options = {}) => {
      const webhook = new Webhook({verify_token: 'let-me-in', app_secret: secret, port: 0, ...options})
      onTestFinished(() => new Promise<void>(resolve => webhook.stopInstance(() => resolve())))
      await new Promise(resolve => webhook.once('listening', resolve))
      return webhook
    },
    deliver: async (webhook, sample) => {
      const body = toWireForm(await loadSample(sample))
      const url = `http://127.0.0.1:${webhook.getPort()}${webhook.getEndpoint()}`
      return (await fetch(url, {method: 'POST', body, headers: deliveryHeaders(body, secret)})).text()
    },
    json,
    listen: (argv, act) => listen(world, argv, act),
    trigger: sample => json(['trigger', sample]),
    picture: () => world.write('hat.png', 'not quite a picture'),
  }
}

async function listen(
  world: EmulatedWorld,
  argv: readonly string[],
  act: (url: string) => Promise<unknown>,
): Promise<readonly unknown[]> {
  const ready = join(world.folder, 'ready.json')
  const ended = world.msgr([
    'listen',
    '--port',
    '0',
    '--limit',
    '1',
    '--ready-file',
    ready,
    '--json',
    ...argv,
  ])
  await Promise.race([appears(ready), ended])
  if (existsSync(ready)) await act(JSON.parse(readFileSync(ready, 'utf8')).url)
  const {code, out, err} = await ended
  expect(code, err).toBe(0)
  return out
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
}

async function appears(file: string): Promise<void> {
  const watcher = watch(join(file, '..'))
  while (!existsSync(file) || readFileSync(file, 'utf8') === '') await once(watcher, 'change')
  watcher.close()
}
