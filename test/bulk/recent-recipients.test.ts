import {appendFile} from 'node:fs/promises'
import {basename, join} from 'node:path'
import {describe, expect} from 'vitest'
import {fileStore} from '../../src/bulk/file-store/file-store.ts'
import type {Manifest} from '../../src/bulk/manifest.ts'
import {
  findRunInProgress,
  type RecentOptions,
  readRecentRecipients,
} from '../../src/bulk/recent-recipients.ts'
import {claimFolder} from '../../src/system/process-lock.ts'
import {type BulkWorld, test} from './bulk-world.ts'
import type {DraftOptions} from './on-files.ts'

const HOUR_MS = 3_600_000
const marketing = {via: 'marketing', campaign: '1201', adAccount: 'act_1'} as const
const shop = {id: '109876543210987', name: 'Shop'}
const here = {page: shop, target: 'emulator'} as const
const [ann, bo, cy] = [
  {psid: '24000000000000001', token: 'token-of-ann'},
  {psid: '24000000000000002', token: 'token-of-bo'},
  {psid: 'sub_1f0c9a3b52d7e846', token: 'token-of-cy'},
]

const frozen = (
  {freeze}: BulkWorld,
  people: readonly Pick<typeof ann, 'psid' | 'token'>[],
  options: Partial<DraftOptions> = {},
) => freeze(people, {channel: marketing, ...options})

const recent = ({folder, clock}: BulkWorld, options: Partial<RecentOptions> = {}) =>
  readRecentRecipients(fileStore(folder), {...here, sinceMs: clock.now() - 12 * HOUR_MS, ...options})

describe('whom the runs of marketing messages wrote to', () => {
  test('is known by id and by token, with the run', async ({world}) => {
    const [first, second] = [await frozen(world, [ann]), await frozen(world, [cy])]
    for (const run of [first, second]) await world.send(run)

    const people = await recent(world)

    expect(people.runFor({psid: ann.psid})).toBe(basename(first))
    expect(people.runFor({psid: 'another name', token: ann.token})).toBe(basename(first))
    expect(people.runFor({psid: cy.psid})).toBe(basename(second))
    expect(people.runFor(bo)).toBeUndefined()
    expect(people.runFor({psid: ann.token})).toBeUndefined()
  })

  test('includes those who may have got it, not those who have not', async ({world}) => {
    const run = await frozen(world, [ann, bo, cy])
    await world.send(run, {
      width: 1,
      send: async ({recipient: {id}}) => {
        if (id === ann.psid) return {kind: 'in-doubt', reason: 'no answer'}
        return id === bo.psid ? {kind: 'fail', reason: 'no'} : {kind: 'skip', reason: 'no'}
      },
    })

    const people = await recent(world)

    expect([ann, bo, cy].map(each => people.runFor(each))).toEqual([basename(run), undefined, undefined])
  })

  test('forgets who was written to before the time that counts', async ({world}) => {
    const run = await frozen(world, [ann])
    await world.send(run)
    const sentAt = world.clock.now()
    world.clock.advance(12 * HOUR_MS)

    expect((await recent(world, {sinceMs: sentAt - 60_000})).runFor(ann)).toBe(basename(run))
    expect((await recent(world, {sinceMs: sentAt + 1})).runFor(ann)).toBeUndefined()
  })

  test('leaves out other Pages, platforms and kinds of runs, and the run that asks', async ({world}) => {
    const others: Partial<DraftOptions>[] = [
      {page: {id: '1', name: 'Other'}},
      {target: 'platform'},
      {channel: undefined},
    ]
    for (const other of others) await world.send(await frozen(world, [ann], other))
    const own = await frozen(world, [bo])
    await world.send(own)

    const people = await recent(world, {except: basename(own)})

    expect([ann, bo].map(each => people.runFor(each))).toEqual([undefined, undefined])
  })

  test('is not guessed where a run cannot be read', async ({world}) => {
    const run = await frozen(world, [ann])
    await world.send(run)
    await appendFile(join(run, 'journal.ndjson'), 'damaged\n')

    await expect(recent(world)).rejects.toMatchObject({
      message: expect.stringMatching(
        new RegExp(`^It cannot be read whom the run ${basename(run)} wrote to: .*damaged`),
      ),
      hint: 'Restore the run, or take its folder away when 12 hours have passed since it was sent',
    })
  })

  test('is not guessed where it is not clear of which Page a run is', async ({world}) => {
    const run = await frozen(world, [ann], {page: {id: '1', name: 'Other'}})
    await appendFile(join(run, 'manifest.json'), '}')

    await expect(recent(world)).rejects.toThrow(`whom the run ${basename(run)} wrote to`)
  })
})

test('a run of the Page that is being sent is found, whoever else sends', async ({world}) => {
  const find = (options: {readonly except?: string; readonly page?: Pick<Manifest['page'], 'id'>} = {}) =>
    findRunInProgress(fileStore(world.folder), {...here, ...options})
  await frozen(world, [ann])
  const run = await frozen(world, [bo])
  expect(await find()).toBeUndefined()
  const claim = await claimFolder(run)

  expect(await find()).toBe(basename(run))
  expect(await find({except: basename(run)})).toBeUndefined()
  expect(await find({page: {id: '1'}})).toBeUndefined()
  if ('lock' in claim) await claim.lock.release()
})
