import {readdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect} from 'vitest'
import {openEmulator} from '../../../src/emulator/index.ts'
import {everythingIn, psidsOf} from '../../helpers/probe.ts'
import {test} from '../asking.ts'

const label = {body: {page_label_name: 'Kept'}}

test('what was done is there after a restart', async ({folder, start}) => {
  const first = await start({isEphemeral: false})
  await first.ask('POST /v26.0/me/custom_labels', label)
  await first.emulator.close()

  const second = await start({isEphemeral: false})

  const {body} = await second.ask('GET /v26.0/me/custom_labels?fields=page_label_name')
  expect(body.data.map((row: {page_label_name: string}) => row.page_label_name)).toContain('Kept')
  expect(await readdir(join(folder, 'today'))).toContain('state.json')
})

test('each emulated day has a state of its own', async ({start}) => {
  const old = await start({isEphemeral: false, asOf: '2019-06-01'})
  await old.ask('POST /v3.3/me/custom_labels', {body: {name: 'Kept'}})
  const today = await start({isEphemeral: false})
  expect((await today.ask('GET /v26.0/me/custom_labels')).body.data).toHaveLength(2)
})

test('a damaged state is refused, not overwritten', async ({folder, start}) => {
  const {emulator} = await start({isEphemeral: false})
  await emulator.close()
  const file = join(folder, 'today', 'state.json')
  await writeFile(file, '{"schemaVersion": 99}')
  await expect(openEmulator({folder})).rejects.toThrow('cannot read the emulator')
  expect(await readFile(file, 'utf8')).toBe('{"schemaVersion": 99}')
})

test('calls that come while a large state is written are all in it, and none by half', async ({start}) => {
  const first = await start({isEphemeral: false})
  const {pageId} = await first.emulator.connection()
  await first.emulator.admin('POST', 'seed', {people: 1_000, page: pageId})
  const psids = psidsOf(first.emulator)
  for (let round = 0; round < 15; round += 1) {
    const psid = psids[round * 20] as string
    await first.ask('POST /v26.0/me/messages', {
      body: {recipient: {id: psid}, messaging_type: 'RESPONSE', message: {text: `round ${round}`}},
    })
    await new Promise(resolve => setTimeout(resolve, 10))
  }
  const before = JSON.stringify(everythingIn(first.emulator))
  await first.emulator.close()

  const second = await start({isEphemeral: false})

  expect(JSON.stringify(everythingIn(second.emulator)) === before).toBe(true)
})
