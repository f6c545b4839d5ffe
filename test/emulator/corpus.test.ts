import {expect} from 'vitest'
import {judgeSendRequest} from '../../src/platform/messages-check.ts'
import {judgeProfile, judgeUserSettings} from '../../src/platform/messenger-profile-check.ts'
import {type CorpusCase, isRefused, looselyTyped, readCorpus} from '../helpers/corpus.ts'
import {type Asking, test} from './asking.ts'

const ada = '6411223344556677'
const today = '2026-11-29'
const profile = {
  get_started: {payload: 'START'},
  whitelisted_domains: ['https://shop.example.com', 'https://bot.peters-hats.com'],
}
const known = {today, has: Object.keys(profile), domains: profile.whitelisted_domains}

const checks = {
  messages: (body: unknown) => judgeSendRequest(body, {today}).faults,
  messenger_profile: (body: unknown) => judgeProfile(body, known).faults,
  custom_user_settings: (body: unknown) => judgeUserSettings(body, known).faults,
}

test('the emulator takes and refuses what the check does: every body of the corpus, whatever the JSON types', async ({
  start,
}) => {
  const asking = await start({asOf: today})
  const movedIn = await prepare(asking)
  for (const name of ['send', 'profile'] as const) {
    const tried = readCorpus(name).flatMap(each => toTry(each, movedIn(each.body)))
    // What one profile sets the next one would find.
    const between = name === 'profile' ? [{path: 'messenger_profile', body: profile}] : []
    const answers = await inBatches(
      asking,
      tried.flatMap(call => [...between, call]),
    )
    const statuses = answers.filter((_, index) => (index + 1) % (between.length + 1) === 0)
    for (const [index, {path, body, status, told}] of tried.entries()) {
      expect(statuses[index], `${told}: ${JSON.stringify(body)}`).toBe(status)
      const errors = checks[path](body).filter(({severity}) => severity !== 'warning')
      expect(errors.length > 0, `${told}: ${JSON.stringify(errors)}`).toBe(status === 400)
    }
  }
})

/** A body as it is and loosely typed, where it goes, and how it must be answered. */
function toTry(each: CorpusCase, body: unknown) {
  const {id, verdict, body: given} = each
  const isMenuOfPerson = given.psid !== undefined
  const ofProfile = isMenuOfPerson ? 'custom_user_settings' : 'messenger_profile'
  const path: keyof typeof checks = id.startsWith('send/') ? 'messages' : ofProfile
  // A message to a number is a gap of the emulator; the menu of a person is refused only as a profile.
  const accepted = given.recipient?.phone_number === undefined ? 200 : 501
  const status = isRefused(each) && !isMenuOfPerson ? 400 : accepted
  return [body, looselyTyped(body)].map(spelled => ({path, body: spelled, status, told: `${id}, ${verdict}`}))
}

/** Fifty calls in one: a request costs more than what it asks for. */
async function inBatches({ask}: Asking, calls: readonly {readonly path: string; readonly body: unknown}[]) {
  const statuses: number[] = []
  for (let first = 0; first < calls.length; first += 50) {
    const batch = calls.slice(first, first + 50).map(({path, body}) => ({
      method: 'POST',
      relative_url: `v26.0/me/${path}`,
      body: JSON.stringify(body),
    }))
    const {body} = await ask('POST /', {body: {batch}})
    statuses.push(...body.map(({code}: {readonly code: number}) => code))
  }
  return statuses
}

/** Bodies name what is in a world of their own: in the same place, and of the same JSON type, this one's is named instead. */
async function prepare({emulator, ask}: Asking): Promise<(body: unknown) => unknown> {
  await emulator.admin('POST', 'limits', {rates: false, profile: false})
  await emulator.admin('POST', `people/${ada}/tick`, {user_ref: 'ref'})
  const {pageToken} = await emulator.connection()
  await ask('POST /v26.0/me/messenger_profile', {body: profile})
  const payload = {url: 'https://shop.example.com/hat.png', is_reusable: true}
  const attachment = {type: 'image', payload}
  const saved = await ask('POST /v26.0/me/message_attachments', {body: {message: {attachment}}})
  const persona = {name: 'Bob', profile_picture_url: 'https://shop.example.com/bob.png'}
  const created = await ask('POST /v26.0/me/personas', {body: persona})
  const ids: Readonly<Record<string, string>> = {
    attachment_id: saved.body.attachment_id,
    persona_id: created.body.id,
    access_token: pageToken,
    psid: ada,
  }
  const replaced = (key: string, value: unknown): unknown =>
    key in ids && value !== null ? (typeof value === 'number' ? Number(ids[key]) : ids[key]) : moved(value)
  const moved = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(moved)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, replaced(key, each)]))
  }
  return body => {
    const {recipient, ...rest} = moved(body) as {readonly recipient?: {readonly id?: unknown}}
    if (recipient?.id === undefined) return recipient === undefined ? rest : {recipient, ...rest}
    return {recipient: {...recipient, id: typeof recipient.id === 'number' ? Number(ada) : ada}, ...rest}
  }
}
