import {readdir, readFile} from 'node:fs/promises'
import {connect} from 'node:net'
import {join} from 'node:path'
import {expect} from 'vitest'
import type {StoredState} from '../../src/emulator/state/state.ts'
import {appSecretProof} from '../../src/platform/signature.ts'
import {type Asking, test} from '../emulator/asking.ts'

const folder = join(import.meta.dirname, 'wire')
const ada = '6411223344556677'
const started = {get_started: {payload: 'START'}}

interface Effect {
  /** Makes true what the request is to change. `label` is the id of VIP. */
  readonly before?: (asking: Asking, label: string) => Promise<unknown>
  readonly after: (seen: Seen, expected: unknown) => void
}

interface Seen {
  readonly answer: unknown
  /** Those that the request sent. */
  readonly sent: readonly {readonly psid: string; readonly message: unknown}[]
  /** The names of Ada's labels. */
  readonly labels: readonly string[]
  /** The names of the Page's labels. */
  readonly all: readonly string[]
  readonly profile: Readonly<Record<string, unknown>>
  readonly unread: number
  /** The size of the file that was saved last, in bytes. */
  readonly savedBytes: number | undefined
}

const assigned: Effect['before'] = ({ask}, label) => ask(`POST /v26.0/${label}/label`, {body: {user: ada}})
const sends: Effect = {
  after: ({sent}, expected) => {
    expect(expected, 'expected.json does not have its message').toBeDefined()
    expect(sent.map(({psid, message}) => ({psid, message}))).toEqual([{psid: ada, message: expected}])
  },
}

/** By kind, which the name of a file holds; the first one counts. */
const effects: Readonly<Record<string, Effect>> = {
  'label-assign': {
    before: ({ask}, label) => ask(`DELETE /v26.0/${label}/label`, {body: {user: ada}}),
    after: seen => expect(seen.labels).toEqual(['Newsletter', 'VIP']),
  },
  'label-remove': {before: assigned, after: seen => expect(seen.labels).toEqual(['Newsletter'])},
  'label-delete': {
    before: assigned,
    after: seen => expect([seen.all, seen.labels]).toEqual([['Beta testers', 'Newsletter'], ['Newsletter']]),
  },
  'label-list': {
    after: seen => {
      expect(JSON.stringify(seen.answer)).toContain('"page_label_name":"Beta testers"')
      expect(seen.all).toEqual(['Beta testers', 'Newsletter', 'VIP'])
    },
  },
  'profile-set': {
    before: ({ask}) => ask('DELETE /v26.0/me/messenger_profile', {body: {fields: ['get_started']}}),
    after: (seen, expected) => expect(seen.profile).toMatchObject({...started, ...(expected ?? {})}),
  },
  'profile-delete': {
    before: ({ask}) => ask('POST /v26.0/me/messenger_profile', {body: started}),
    after: seen => expect(seen.profile).not.toHaveProperty('get_started'),
  },
  seen: {
    before: ({emulator}) => emulator.admin('POST', `people/${ada}/say`, {text: 'Hello?'}),
    after: seen => expect(seen.unread).toBe(0),
  },
  upload: {
    after: (seen, expected) => {
      sends.after(seen, expected)
      expect(seen.savedBytes).toBe(10)
    },
  },
  send: sends,
  batch: sends,
}

test('requests of clients in Python, PHP, Ruby, Go and of curl do what they say, byte for byte', async ({
  start,
}) => {
  const asking = await start()
  const {emulator, ask} = asking
  await emulator.admin('POST', 'limits', {rates: false, profile: false})
  const {pageToken, appSecret} = await emulator.connection()
  const PROOF = appSecretProof(pageToken, appSecret)
  const expected = JSON.parse(await readFile(join(folder, 'expected.json'), 'utf8'))
  const names = (await readdir(folder)).flatMap(file => /^(.+)\.http$/.exec(file)?.[1] ?? [])
  expect(names.length).toBeGreaterThan(100)
  let label: string | undefined
  let sentBefore = ((await emulator.admin('GET', 'sent')) as unknown[]).length
  for (const name of names) {
    const effect = Object.entries(effects).find(([kind]) => name.includes(`-${kind}`))?.[1]
    if (effect === undefined) throw new Error(`${name} does not say what its request does`)
    label ??= (await ask('POST /v26.0/me/custom_labels', {body: {page_label_name: 'VIP'}})).body.id as string
    await effect.before?.(asking, label)
    const bytes = await readFile(join(folder, `${name}.http`))
    const answer = await replay(emulator.url, bytes, {TOKEN: pageToken, PROOF, LABEL: label})
    const sent = (await emulator.admin('GET', 'sent')) as Seen['sent']
    try {
      expect(answer).toMatch(/^HTTP\/1\.1 200 /)
      expect(answer).not.toContain('"error"')
      const seen = effect === sends ? nothing : await see(asking, answer.slice(answer.indexOf('\r\n\r\n')))
      effect.after({...seen, sent: sent.slice(sentBefore)}, expected[name])
    } catch (error) {
      throw new Error(`${name}: ${error instanceof Error ? error.message : error}\n${answer}`)
    }
    sentBefore = sent.length
    if (name.includes('label-delete')) label = undefined
  }
})

/** Sends the bytes of a file as they are, with only its `{NAMES}` filled in, and returns the answer. */
async function replay(url: string, bytes: Buffer, values: Readonly<Record<string, string>>): Promise<string> {
  // One character a byte: the file may hold any.
  const filled = bytes.toString('latin1').replace(/\{(TOKEN|PROOF|LABEL)\}/g, (_, name) => values[name] ?? '')
  const length = filled.length - filled.indexOf('\r\n\r\n') - 4
  const request = filled.replace('{LENGTH}', String(length)).replace(/^Connection: .*\r\n/im, '')
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.write(Buffer.from(request.replace('\r\n', '\r\nConnection: close\r\n'), 'latin1'))
  let answer = ''
  for await (const chunk of socket) answer += chunk
  return answer
}

/** What is looked at of a message is itself. */
const nothing = {answer: undefined, labels: [], all: [], profile: {}, unread: 0, savedBytes: undefined}

async function see({emulator}: Asking, answer: string): Promise<Omit<Seen, 'sent'>> {
  const {state} = (await emulator.admin('GET', 'export')) as unknown as {
    readonly state: Required<StoredState>
  }
  const labels = Object.values(state.labels)
  const nameOf = (id: string) => labels.find(label => label.id === id)?.name ?? id
  const person = Object.values(state.people).find(({psid}) => psid === ada)
  return {
    answer: JSON.parse(answer),
    labels: (person?.labelIds ?? []).map(nameOf).sort(),
    all: labels.map(({name}) => name).sort(),
    profile: Object.values(state.pages)[0]?.profile ?? {},
    unread: Object.values(state.conversations).find(({psid}) => psid === ada)?.unreadCount ?? 0,
    savedBytes: Object.values(state.attachments).at(-1)?.bytes,
  }
}
