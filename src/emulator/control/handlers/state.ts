import {noSuchObject, PlatformError} from '../../errors.ts'
import type {FileStore} from '../../state/files.ts'
import {seedPages} from '../../state/seed-pages.ts'
import {seedPeople} from '../../state/seed-people.ts'
import {toState, toStored} from '../../state/state.ts'
import {countExported, type Exported, FORMAT, readExported, VERSION} from '../exported.ts'
import type {Handlers} from '../handler.ts'
import {settingsOf} from './settings.ts'

const MAX_SEEDED_PEOPLE = 1_000_000
const MAX_SEEDED_PAGES = 1000

/** The whole state: seeding, reset, export and import. */
export const stateHandlers = {
  'POST seed': ({world: {state, now, order}, chat}, {json}) => {
    const {people, page} = json()
    const found = state.pages[String(page)] ?? Object.values(state.pages)[0]
    if (found === undefined) throw noSuchObject('POST', String(page))
    const count = Number(people)
    if (!Number.isInteger(count) || count <= 0 || count > MAX_SEEDED_PEOPLE)
      throw new PlatformError(100, `people is a whole number from 1 to ${MAX_SEEDED_PEOPLE}`)
    const seeded = seedPeople(state, found, count, now())
    chat.directory.forget()
    order.forget()
    return seeded
  },
  'POST seed/pages': ({world: {state, now}}, {json}) => {
    const count = Number(json().count)
    if (!Number.isInteger(count) || count <= 0 || count > MAX_SEEDED_PAGES)
      throw new PlatformError(100, `count is a whole number from 1 to ${MAX_SEEDED_PAGES}`)
    return seedPages(state, count, now()).map(page => settingsOf(page, now()))
  },
  'POST reset': async ({replaceState}) => {
    await replaceState()
    return {ok: true}
  },
  'GET export': async ({world, chat}) => {
    return {
      format: FORMAT,
      version: VERSION,
      state: toStored(world.state),
      files: await readFiles(chat.files),
    }
  },
  /** @throws {ConfigError} when the body is not an export; nothing is changed then. */
  'POST import': async ({replaceState}, {body}) => {
    const exported = readExported(body.toString(), 'The imported document')
    const files = Object.entries(exported.files).map(
      ([id, {contentType, base64}]) => [id, {contentType, bytes: Buffer.from(base64, 'base64')}] as const,
    )
    await replaceState(toState(exported.state), new Map(files))
    return countExported(exported)
  },
} satisfies Partial<Handlers>

async function readFiles(files: FileStore): Promise<Exported['files']> {
  const all: Record<string, {contentType: string; base64: string}> = {}
  for (const id of await files.ids()) {
    const file = await files.read(id)
    if (file !== undefined) all[id] = {contentType: file.contentType, base64: file.bytes.toString('base64')}
  }
  return all
}
