import {appendFile, copyFile, link, open, readFile, rename, rm, writeFile} from 'node:fs/promises'
import {basename, dirname, join} from 'node:path'
import {describe, expect} from 'vitest'
import {SeenIds} from '../../src/bulk/duplicates.ts'
import {journalStart} from '../../src/bulk/journal-mark.ts'
import type {MessageDraft} from '../../src/bulk/manifest.ts'
import {planRecipients} from '../../src/bulk/plan.ts'
import {ResumableOutput} from '../../src/bulk/resumable-output.ts'
import type {Fault} from '../../src/errors.ts'
import {reported} from '../helpers/reported.ts'
import {type BulkWorld, hello, journalOf, people, test, toRows} from './bulk-world.ts'
import {Journal} from './on-files.ts'

const witnessOf = (run: string) => join(dirname(run), `.${basename(run)}.witness`)
const inRun = (name: string) => (run: string) => join(run, name)
const journal = inRun('journal.ndjson')
const byHand =
  'Nothing was sent. This file no longer shows what was done, so the run cannot continue: put back the latest journal, or settle the rest by hand'
const planAgain = 'Put the file back as it was, or plan a new run: msgr broadcast send --help'

interface Damage {
  readonly what: string
  readonly file: (run: string) => string
  /** The content of the file afterwards; undefined removes it. */
  readonly to: (text: string) => string | undefined
  /** `FILE` and `RUN` stand for their paths and names. */
  readonly message: string
  readonly hint: string | undefined
}

const linesOf = (text: string) => text.trimEnd().split('\n')
const asText = (lines: readonly (string | undefined)[]) => `${lines.join('\n')}\n`

const damages: readonly Damage[] = [
  {
    what: 'a changed line',
    file: journal,
    to: text => text.replace('"event":"attempt"', '"event":"Attempt"'),
    message: 'Line 2 of the journal FILE is damaged: its checksum does not match',
    hint: byHand,
  },
  {
    what: 'a line that is not there',
    file: journal,
    to: text => asText(linesOf(text).toSpliced(1, 1)),
    message:
      'Line 2 of the journal FILE does not follow line 1: lines in between are missing, or lines were added or moved',
    hint: byHand,
  },
  {
    what: 'no first line',
    file: journal,
    to: text => asText(linesOf(text).slice(1)),
    message:
      'Line 1 of the journal FILE is not its first: lines before it are missing, or it is the journal of something else',
    hint: byHand,
  },
  {
    what: 'no last line',
    file: journal,
    to: text => asText(linesOf(text).slice(0, -1)),
    message:
      'The journal FILE lost its end: 6 lines were on disk, and 5 are left. It was emptied, cut, or replaced by an older copy',
    hint: byHand,
  },
  {
    what: 'no journal',
    file: journal,
    to: () => undefined,
    message: 'The journal FILE cannot be read, so it is unknown what was done',
    hint: 'Nothing was sent. Restore its latest version, or settle the rest by hand',
  },
  {
    what: 'no witness',
    file: witnessOf,
    to: () => undefined,
    message: 'FILE cannot be read. It says how far the journal of the run RUN reached',
    hint: 'Nothing was sent. Put the file back: it belongs to the folder of the run, also where that is copied',
  },
  {
    what: 'a damaged witness',
    file: witnessOf,
    to: text => text.replaceAll('"bytes":', '"Bytes":'),
    message: 'FILE is damaged. It says how far the journal of the run RUN reached',
    hint: 'Nothing was sent. Restore its latest version, or settle the rest of the run by hand',
  },
  {
    what: 'no manifest',
    file: inRun('manifest.json'),
    to: () => undefined,
    message: 'FILE cannot be read, so this is not a run that msgr can continue',
    hint: undefined,
  },
  {
    what: 'a manifest of another version',
    file: inRun('manifest.json'),
    to: text => text.replace('"schemaVersion": 2', '"schemaVersion": 1'),
    message: 'FILE was written by another version of msgr (schema 1)',
    hint: 'Continue with the version that planned the run',
  },
  {
    what: 'a changed manifest',
    file: inRun('manifest.json'),
    to: text => text.replace('Hello', 'Hallo'),
    message: 'The manifest of this run was changed after it was planned: FILE',
    hint: planAgain,
  },
  {
    what: 'a changed list',
    file: inRun('recipients.ndjson'),
    to: text => text.replace('0', '1'),
    message: 'The list of recipients of this run was changed after it was planned: FILE',
    hint: planAgain,
  },
]

/** Into the file that is there, which stays the same file. */
async function overwrite(file: string, text: string): Promise<void> {
  const handle = await open(file, 'r+')
  await handle.truncate(0)
  await handle.write(text)
  await handle.close()
}

test('a run whose files were changed is not gone on with, and what is wrong and what to do is said', async ({
  world,
}) => {
  for (const {what, file, to, message, hint} of damages) {
    const run = await world.freeze(people(2))
    await world.send(run, {width: 1})
    const path = file(run)
    const changed = to(await readFile(path, 'latin1'))
    if (changed === undefined) await rm(path)
    else await overwrite(path, changed)
    const before = world.platform.accepted.length

    const named = message.replace('FILE', path).replace('RUN', basename(run))
    await expect(world.send(run).catch(reported), what).resolves.toMatchObject({
      name: 'MsgrError',
      message: named,
      hint,
    })
    expect(world.platform.accepted, what).toHaveLength(before)
  }
})

test('a copy of a run is not gone on with', async ({world}) => {
  const run = await world.freeze(people(2))
  const file = journal(run)
  await copyFile(file, `${file}.copy`)
  await rename(`${file}.copy`, file)

  await expect(world.send(run).catch(reported)).resolves.toMatchObject({
    message: `${file} is a copy: the run was restored from a backup or copied, and may have gone on elsewhere since`,
    hint: 'Nothing was sent. If you are sure that nobody was written to after the copy was made: --accept-copy',
  })
})

describe('a journal that is touched while it is written', () => {
  const attacks: [string, (file: string) => Promise<unknown>, (file: string) => string][] = [
    ['removed', file => rm(file), file => `${file} is gone: it was removed or renamed`],
    [
      'replaced',
      async file => {
        await copyFile(file, `${file}.x`)
        await rename(`${file}.x`, file)
      },
      file => `${file} was replaced by another file`,
    ],
    ['linked', file => link(file, `${file}.y`), file => `${file} was linked to: it has a second name`],
    [
      'written to',
      file => appendFile(file, 'x'),
      file => `${file} was changed by another program: it has 1 bytes instead of 0`,
    ],
  ]

  test('is not written to any more, and says what was done to it', async ({world}) => {
    for (const [name, attack, what] of attacks) {
      const file = join(world.folder, `${name}.ndjson`)
      await writeFile(file, '')
      const written = await Journal.open<{readonly n: number}>(file, journalStart)
      await attack(file)
      const failure = {
        name: 'MsgrError',
        message: `The journal ${what(file)}, so nothing more is done`,
        hint: 'Find out who does that (a sync client, a backup, another program), put the file back as it was, and resume the run',
      }

      await expect(written.commit({n: 1}).catch(reported), name).resolves.toMatchObject(failure)
      await expect(written.commit({n: 2}).catch(reported), name).resolves.toMatchObject(failure)
      expect(() => written.append({n: 3}), name).toThrow(failure.message)
      await expect(written.close().catch(reported), name).resolves.toMatchObject(failure)
    }
  })

  test('that cannot be opened says why', async ({world}) => {
    const file = join(world.folder, 'none', 'journal.ndjson')

    await expect(Journal.open(file, journalStart).catch(reported)).resolves.toMatchObject({
      message: expect.stringMatching(
        /^The journal .*none\/journal.ndjson cannot be written, so nothing more is done: ENOENT/,
      ),
      hint: 'Make room or mend the disk, then resume the run',
    })
  })
})

test('a run that another process sends is named with it', async ({world}) => {
  const run = await world.freeze(people(1))
  const seen: unknown[] = []
  const send: BulkWorld['platform']['send'] = async request => {
    seen.push(
      await world
        .send(run)
        .catch(reported)
        .then(error => [Reflect.get(Object(error), 'message'), Reflect.get(Object(error), 'hint')]),
    )
    return world.platform.send(request)
  }

  await world.send(run, {send})

  expect(seen).toEqual([
    [
      expect.stringMatching(/^The run is being sent by process \d+/),
      'Wait until it ends, or see its progress: msgr broadcast status last',
    ],
  ])
  expect((await journalOf(run)).length).toBeGreaterThan(2)
})

describe('a plan', () => {
  const planned = (
    message: MessageDraft,
    rows: Parameters<typeof toRows>[0],
    check: () => Fault[] = () => [],
    file?: string,
  ) => planRecipients(toRows(rows), {message, check, messageInput: {name: 'message.json'}, file})
  const named = {message: {text: 'Hi {{first_name}}'}}

  test('names the rows of a file whose text has a fault, each kind once, and at most twenty', async () => {
    const ann = {psid: '101', fields: {first_name: 'Ann'}}
    let count = 0
    const each = (): Fault[] => [{path: 'message.text', message: `fault ${++count}`}]

    await expect(
      planned(named, [ann, {psid: '102', fields: {first_name: ''}}], undefined, 'p.csv').catch(reported),
    ).resolves.toMatchObject({
      code: 'INVALID_INPUT',
      message:
        'message.json has a fault:\n  p.csv:2: message.text: there is no first_name for this person; give a fallback: {{first_name|there}}',
    })
    const many = people(23).map(psid => ({psid, fields: {first_name: 'Ann'}}))
    await expect(planned(named, many, each, '-').catch(reported)).resolves.toMatchObject({
      faults: [
        ...Array.from({length: 20}, (_, index) => ({
          line: index + 1,
          file: undefined,
          message: `fault ${index + 1}`,
        })),
        {path: 'further rows', message: '3 more faults'},
      ],
    })
  })

  test('names a column that the file does not have, with the one that was meant', async () => {
    const rows = [{psid: '101', fields: {firstname: 'Ann', city: 'Ulm'}}]

    await expect(
      planned({message: {text: '{{first_name|x}}'}}, rows, undefined, 'p.csv').catch(reported),
    ).resolves.toMatchObject({
      faults: [{path: 'message.text', message: 'p.csv has no column first_name; did you mean firstname?'}],
    })
    await expect(
      planned({message: {text: '{{telephone|x}}'}}, rows, undefined, '-').catch(reported),
    ).resolves.toMatchObject({
      faults: [{message: 'Standard input has no column telephone; use one of: firstname, city'}],
    })
    const twice = [{psid: '101', fields: {}, ambiguous: ['city']}]
    await expect(
      planned({message: {text: '{{City|x}}'}}, twice, undefined, 'p.csv').catch(reported),
    ).resolves.toMatchObject({
      faults: [{message: 'p.csv has two columns named City; rename one of them'}],
    })
  })

  test('keeps warnings, counts and the first five messages', async () => {
    const warn = (): Fault[] => [{path: 'message.text', message: 'long', severity: 'warning'}]
    const rows = people(7).map(psid => ({psid, fields: {first_name: 'Ann'}}))

    expect(await planned(named, rows, warn, 'p.csv')).toMatchObject({
      total: 7,
      toSend: 7,
      skipped: {},
      warnings: [{path: 'message.text', message: 'long (7 rows)', severity: 'warning', line: 1}],
      examples: people(5).map(id => ({recipient: {id}, message: {text: 'Hi Ann'}})),
    })
    expect((await planned(hello, people(1), warn)).warnings).toEqual([
      {path: 'message.text', message: 'long', severity: 'warning'},
    ])
  })

  test('remembers whom it has seen, until it forgets them', () => {
    const seen = new SeenIds()
    const ids = [...people(20_000), '0', '007', '1234567890123456789']
    for (const id of ids) seen.add(id)

    expect(ids.every(id => seen.has(id))).toBe(true)
    expect(['1', '00', '7', '24000000000020000', '1234567890123456780'].some(id => seen.has(id))).toBe(false)
    seen.forget()
    expect(ids.some(id => seen.has(id))).toBe(false)
    expect(ids.every(id => seen.add(id))).toBe(true)
  })
})

test('a file that cannot be begun or gone on with says why', async ({world}) => {
  const path = join(world.folder, 'out.csv')
  const begin = (at = path, more = {}) =>
    ResumableOutput.open(at, {
      name: 'out.csv',
      source: {list: 'a', 'API version': '1'},
      tally: {},
      overwrite: false,
      ...more,
    })
  await expect(begin(world.folder).catch(reported)).resolves.toMatchObject({
    code: 'USAGE',
    message: 'out.csv is not a regular file',
  })
  await expect(begin(join(world.folder, 'none', 'x')).catch(reported)).resolves.toMatchObject({
    code: 'USAGE',
    message: expect.stringMatching(/^out\.csv cannot be written: ENOENT/),
  })
  const empty = await begin()
  expect([empty.isEmpty, await ResumableOutput.isBegun(path)]).toEqual([true, true])
  await empty.leave()
  expect(await ResumableOutput.isBegun(path)).toBe(false)
  const first = await begin()
  await first.append('ü\n', {})
  await expect(begin().catch(reported)).resolves.toMatchObject({hint: 'Wait until it has ended'})
  await first.leave()

  await expect(begin(path, {source: {list: 'b'}}).catch(reported)).resolves.toMatchObject({
    message: 'out.csv is unfinished, and was started with another list, another API version',
    hint: 'Continue with the options it was started with, write another file, or start again: --overwrite',
  })
  await writeFile(path, 'x')
  await expect(begin().catch(reported)).resolves.toMatchObject({
    message: 'out.csv is shorter than it was: somebody changed it',
    hint: `Start again: remove ${path} and ${path}.unfinished`,
  })
  await writeFile(path, 'ü\n')
  await (await begin()).finish()
  await expect(begin().catch(reported)).resolves.toMatchObject({
    message: 'out.csv already exists',
    hint: 'Write another file, or replace it: --overwrite',
  })
})
