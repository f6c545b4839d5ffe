import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {test as base} from 'vitest'
import type {EmulatorOptions} from '../../src/emulator/find.ts'
import {type Emulator, openEmulator} from '../../src/emulator/index.ts'

interface Asked {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any
  readonly headers: Headers
}

interface AskOptions {
  /** Default: the token of the first Page; null sends none. */
  readonly token?: string | null
  /** Sent as JSON. */
  readonly body?: unknown
}

export interface Asking {
  readonly emulator: Emulator
  /** One call over HTTP: `ask('GET /v26.0/me')`. */
  readonly ask: (call: string, options?: AskOptions) => Promise<Asked>
}

interface Fixtures {
  /** An empty folder, removed afterwards. */
  readonly folder: string
  /** Starts an emulator, ended afterwards. It takes calls as fast as they come, unless the options say otherwise. */
  readonly start: (options?: Partial<EmulatorOptions>) => Promise<Asking>
}

/** Tests that speak HTTP to a real emulator. */
export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures from the pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'msgr-emulator-'))
    await use(folder)
    await rm(folder, {recursive: true})
  },
  start: async ({folder}, use) => {
    const started: Emulator[] = []
    await use(async options => {
      const emulator = await openEmulator({folder, isEphemeral: true, hasRateLimits: false, ...options})
      started.push(emulator)
      const {pageToken} = await emulator.connection()
      return {emulator, ask: (call, how) => ask(emulator.url, call, pageToken, how)}
    })
    for (const emulator of started) await emulator.close()
  },
})

async function ask(
  url: string,
  call: string,
  pageToken: string,
  {token = pageToken, body}: AskOptions = {},
): Promise<Asked> {
  const [method = 'GET', path = '/'] = call.split(' ')
  const answer = await fetch(url + path, {
    method,
    headers: {
      ...(token === null ? {} : {authorization: `Bearer ${token}`}),
      ...(body === undefined ? {} : {'content-type': 'application/json'}),
    },
    body: body === undefined ? null : JSON.stringify(body),
  })
  return {status: answer.status, body: await answer.json(), headers: answer.headers}
}
