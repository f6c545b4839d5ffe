import {readFile, writeFile} from 'node:fs/promises'
import {basename, join} from 'node:path'
import {describe, expect, test as plainTest} from 'vitest'
import {SeenIds} from '../../src/bulk/duplicates.ts'
import type {MessageDraft} from '../../src/bulk/manifest.ts'
import {type PlannedRecipient, planRecipients} from '../../src/bulk/plan.ts'
import {isRunId, toRunId} from '../../src/bulk/run-id.ts'
import {seeded} from '../../src/emulator/graph/faults.ts'
import type {Fault} from '../../src/errors.ts'
import {filesIn, hello, people, test, toRows} from './bulk-world.ts'
import {draftRun, findRun, listRuns} from './on-files.ts'

/** As the platform: at most 20 characters, to keep the tests short. */
function check({message}: MessageDraft): Fault[] {
  const {length} = String(message['text'])
  return length > 20 ? [{path: 'message.text', message: `${length} characters, at most 20`}] : []
}

describe('who gets it and who not', () => {
  plainTest('duplicates, malformed ids and those skipped before are set aside with the reason', async () => {
    const planned: PlannedRecipient[] = []
    const closed = {reason: 'windowClosed', detail: 'the window closed yesterday'}
    const rows = toRows(['101', '102', '101', '6.4112E+15', 'ann', '', {psid: '103', skip: closed}])

    const summary = await planRecipients(rows, {
      message: hello,
      check,
      messageInput: {name: 'm'},
      write: r => void planned.push(r),
    })

    expect(summary).toMatchObject({
      total: 7,
      toSend: 2,
      skipped: {duplicate: 1, malformed: 3, windowClosed: 1},
    })
    expect(planned.map(({detail}) => detail)).toEqual([
      undefined,
      undefined,
      'line 3: this person is already on the list',
      'line 4: 6.4112E+15 was an id until a spreadsheet turned it into a number; export the list again with the column as text',
      'line 5: ann is not a page-scoped id, which has only digits',
      'line 6: there is no id',
      'the window closed yesterday',
    ])
  })

  plainTest('who was left out before keeps that reason, even with an id that is none', async () => {
    const planned: PlannedRecipient[] = []
    const closed = {reason: 'windowClosed', detail: 'the window closed yesterday'}

    await planRecipients(toRows([{psid: 'ann', skip: closed}]), {
      message: hello,
      check,
      messageInput: {name: 'm'},
      write: r => void planned.push(r),
    })

    expect(planned).toEqual([{psid: 'ann', skip: 'windowClosed', detail: 'the window closed yesterday'}])
  })

  plainTest('keeps only the columns the message uses, and shows the first messages', async () => {
    const planned: PlannedRecipient[] = []
    const message = {message: {text: 'Hi {{first_name}}'}}
    const rows = toRows([{psid: '101', fields: {first_name: 'Ann', email: 'ann@shop.example'}}])

    const {examples} = await planRecipients(rows, {
      message,
      check,
      messageInput: {name: 'm'},
      write: r => void planned.push(r),
    })

    expect(planned).toEqual([{psid: '101', fields: {first_name: 'Ann'}}])
    expect(examples).toEqual([{recipient: {id: '101'}, message: {text: 'Hi Ann'}}])
  })
})

describe('what is refused at planning time', () => {
  plainTest.each<[string, MessageDraft, Record<string, string>, string]>([
    [
      'a column that is missing and has no fallback',
      {message: {text: 'Hi {{name}}'}},
      {},
      'line 1: message.text: there is no name for this person; give a fallback: {{name|there}}',
    ],
    [
      'a text that is too long once it is filled in',
      {message: {text: 'Hi {{name}}'}},
      {name: 'a very long name indeed'},
      'line 1: message.text: 26 characters, at most 20',
    ],
    [
      'a text that is too long for everybody',
      {message: {text: 'x'.repeat(21)}},
      {},
      'message.text: 21 characters, at most 20',
    ],
    [
      'metadata of its own',
      {message: {text: 'Hi', metadata: 'mine'}},
      {},
      'message.metadata: is reserved for the run and the line of each recipient; leave it out',
    ],
  ])('%s', async (_, message, fields, expected) => {
    const planning = planRecipients(toRows([{psid: '101', fields}]), {
      message,
      check,
      messageInput: {name: 'message.json'},
    })

    await expect(planning).rejects.toThrow(expected)
  })

  plainTest.each([
    ['people.csv', 'people.csv has a fault:\n  columns: there is no stret to keep; it has city'],
    [undefined, 'message.json has a fault:\n  columns: there is no stret to keep; it has city'],
  ])('a column to keep that the list does not have: %s', async (file, message) => {
    const columns = [{name: 'city', written: 'City'}]
    const rows = toRows([{psid: '101', fields: {city: 'Ulm'}, columns}])

    const planning = planRecipients(rows, {
      ...{message: hello, check, messageInput: {name: 'message.json'}, file},
      keeps: {only: ['stret'], never: []},
    })

    await expect(planning).rejects.toThrow(message)
  })

  plainTest('the same fault of many rows is told once', async () => {
    const message = {message: {text: 'Hi {{name}}'}}

    const planning = planRecipients(toRows(people(1000)), {
      message,
      check,
      messageInput: {name: 'message.json'},
    })

    await expect(planning).rejects.toMatchObject({
      faults: [{message: 'there is no name for this person; give a fallback: {{name|there}} (1000 rows)'}],
    })
  })
})

describe('freezing', () => {
  test('a draft is no run until it is frozen', async ({world}) => {
    const draft = await draftRun(toRows(people(3)), world.draftOptions())
    expect(await listRuns(world.folder)).toEqual([])

    const folder = await draft.freeze()

    expect(await listRuns(world.folder)).toEqual([draft.run])
    expect(await filesIn(folder)).toEqual(['journal.ndjson', 'manifest.json', 'recipients.ndjson'])
    expect(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))).toMatchObject({
      schemaVersion: 2,
      run: draft.run,
      created: '2026-11-22T09:00:00.000Z',
      page: {id: '109876543210987', name: 'Shop'},
      message: hello,
      recipients: {total: 3},
      skipped: {},
      rate: 300,
    })
  })

  test('the manifest has all that was planned, and no more', async ({world}) => {
    const page = {id: '109876543210987', name: 'Shop'}
    const schedule = {zone: 'UTC', at: '2026-11-23T09:00'}
    const channel = {via: 'marketing', campaign: '1', adAccount: 'act_1'} as const
    const manifestOf = async (folder: string) =>
      JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))
    const columns = [{name: 'city', written: 'City'}]
    const all = await world.freeze([{psid: '101', columns, fields: {city: 'Ulm'}}, 'ann'], {
      ...{page, schedule, channel, rate: 7, samplePercent: 10, isDetached: true, retryOf: 'sale'},
      ...{notAfterMs: Date.UTC(2026, 10, 24), identity: () => ({name: 'sale', selection: '{}'})},
    })
    const plain = await world.freeze(people(1), {isDetached: false})

    const {recipients, ...rest} = await manifestOf(all)
    expect(rest).toEqual({
      ...{schemaVersion: 2, run: basename(all), sequence: 1, created: '2026-11-22T09:00:00.000Z'},
      ...{identity: {name: 'sale', selection: '{}'}, retryOf: 'sale', target: 'emulator', channel, page},
      ...{message: hello, skipped: {malformed: 1}, columns, rate: 7, samplePercent: 10},
      ...{notAfter: '2026-11-24T00:00:00.000Z', schedule, isDetached: true},
    })
    expect(recipients).toEqual({total: 2, hash: expect.stringMatching(/^[0-9a-f]{64}$/)})
    expect(Object.keys(await manifestOf(plain))).toEqual([
      ...['schemaVersion', 'run', 'sequence', 'created', 'target', 'page', 'message', 'recipients'],
      ...['skipped', 'rate'],
    ])
  })

  test('whoever plans sees each person of the list, and each who gets the message', async ({world}) => {
    const [listed, included]: [string[], string[]] = [[], []]
    await world.freeze(['101', 'ann'], {
      onRecipient: ({psid}) => listed.push(psid),
      onIncluded: ({psid}) => included.push(psid),
    })

    expect([listed, included]).toEqual([['101', 'ann'], ['101']])
  })

  test('nothing stays behind when it is discarded or the plan is refused', async ({world}) => {
    await (await draftRun(toRows(people(3)), world.draftOptions())).discard()
    const message = {message: {text: 'Hi {{name}}'}}
    await expect(draftRun(toRows(people(3)), world.draftOptions({message}))).rejects.toThrow('name')

    expect(await filesIn(world.folder)).toEqual([])
  })

  test('runs of the same moment get ids of their own', async ({world}) => {
    const [first, second] = [await world.freeze(['101']), await world.freeze(['102'])]

    expect(first).not.toBe(second)
  })

  plainTest('ids of runs sort by age', () => {
    const ids = [0, 1, 2, 3600, 86_399, 86_400].map(second =>
      toRunId(Date.UTC(2026, 10, 22) + second * 1000, 0.99),
    )

    expect(ids[0]).toBe('20261122-000000-fd70a3')
    expect([...ids].sort()).toEqual(ids)
    expect(ids.filter(isRunId)).toEqual(ids)
  })

  plainTest('runs that many machines plan in the same second do not share an id', () => {
    const random = seeded(1)
    const ids = Array.from({length: 1000}, () => toRunId(Date.UTC(2026, 10, 22), random()))

    expect(new Set(ids).size).toBe(1000)
  })

  test('the last run is the one that was planned last, whatever the clock said', async ({world}) => {
    const runs: string[] = []
    for (const days of [0, -2, -100, 1]) {
      const nowMs = Date.UTC(2026, 10, 22) + days * 86_400_000
      runs.push(basename(await world.freeze(people(1), {nowMs})))
      expect(await findRun(world.folder, 'last')).toBe(runs.at(-1))
    }

    expect(await listRuns(world.folder)).toEqual(runs)
    await writeFile(join(world.folder, runs[1] ?? '', 'manifest.json'), '')
    expect(await findRun(world.folder, 'last'), 'it might be that one, and nothing is sent on a guess').toBe(
      runs[1],
    )
  })

  test('a run is found by its beginning or as the last', async ({world}) => {
    const nowMs = world.clock.now()
    for (const ms of [0, 86_400_000, 86_401_000]) await world.freeze(['101'], {nowMs: nowMs + ms})
    const runs = await listRuns(world.folder)

    expect(await findRun(world.folder, '20261122')).toBe(runs[0])
    expect(await findRun(world.folder, 'last')).toBe(runs[2])
    await expect(findRun(world.folder, '20261123')).rejects.toThrow('20261123 is the beginning of 2 runs')
    await expect(findRun(world.folder, 'x')).rejects.toThrow('There is no run x')
  })
})

plainTest('ids that were seen are known whatever their length', () => {
  const seen = new SeenIds()
  const ids = [
    '1',
    '01',
    '0',
    '00',
    '999999999',
    '1000000000',
    '1000000001',
    '123456789012345678',
    '1234567890123456789',
  ]
  const many = people(50_000)

  expect([...ids, ...many].map(id => seen.add(id))).not.toContain(false)
  expect([...ids, ...many].map(id => seen.add(id))).not.toContain(true)
})
