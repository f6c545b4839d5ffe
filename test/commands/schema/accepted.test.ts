import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import type {SchemaName} from '../../../src/commands/schema/names.ts'
import {checkSettings} from '../../../src/config/schema.ts'
import {judgePage} from '../../../src/desired/page-check.ts'
import {judgeSendRequest} from '../../../src/platform/messages-check.ts'
import {judgeProfile} from '../../../src/platform/messenger-profile-check.ts'
import {type Random, randomFrom, randomProfile} from '../../desired/random-profiles.ts'
import {underlined} from './schemas.ts'

/** `npm run soak` takes more of them. */
const {MSGR_SEED = String(Date.now() % 1_000_000), MSGR_FILES = '200'} = process.env
const today = '2026-11-27'
const known = {today, has: ['get_started', 'whitelisted_domains']}

const folder = join(import.meta.dirname, '../../fixtures/messages')
const requests = readdirSync(folder).map(
  name => JSON.parse(readFileSync(join(folder, name), 'utf8')).request.body as object,
)

const pageWith = (profile: object) => ({
  profile,
  labels: ['VIP'],
  webhook_fields: ['messages'],
  nlp: {nlp_enabled: true, model: 'ENGLISH', n_best: 2},
  personas: [{name: 'Anna', profile_picture_url: 'https://shop.example/anna.png'}],
  templates: [
    {name: 'order', language: 'en', category: 'UTILITY', components: [{type: 'BODY', text: 'It is sent.'}]},
  ],
})

const settings = {
  apiVersion: 'v26.0',
  graphUrl: 'https://graph.facebook.com',
  defaultPage: 'shop',
  pages: {shop: {pageId: '109876543210987', token: 'env:SHOP_TOKEN', appSecret: 'store', verifyToken: 'x'}},
}

const hasNoError = (faults: readonly {severity?: string | undefined}[]) =>
  faults.every(({severity}) => severity === 'warning')

/** What msgr reads as something else, such as a null or a number for a text, is not what editors should suggest. */
const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

const files: readonly [SchemaName, make: (random: Random) => object, isTaken: (file: unknown) => boolean][] =
  [
    [
      'profile',
      randomProfile,
      file => {
        const {faults, profile} = judgeProfile(file, known)
        return hasNoError(faults) && isSame(file, profile)
      },
    ],
    [
      'page',
      random => pageWith(randomProfile(random)),
      file => {
        const {faults, page} = judgePage(file as Record<string, unknown>, known)
        return hasNoError(faults) && isSame(file, page)
      },
    ],
    [
      'message',
      random => oneOf(requests, random),
      file => {
        const {faults, request} = judgeSendRequest(file, {today, needsRecipient: false, isStrict: true})
        return hasNoError(faults) && isSame(file, request)
      },
    ],
    ['config', () => settings, file => doesNotThrow(() => checkSettings(file, 'f'))],
  ]

test.each(files)(
  'whatever msgr takes as it is as a %s, however odd, its schema takes',
  (name, make, isTaken) => {
    const random = randomFrom(Number(MSGR_SEED))
    let [taken, refused] = [0, 0]
    for (let count = 0; count < Number(MSGR_FILES); count += 1) {
      const file = changed(make(random), random, true)
      if (!isTaken(file)) refused += 1
      else {
        taken += 1
        expect(underlined(name, file), `MSGR_SEED=${MSGR_SEED} ${JSON.stringify(file)}`).toEqual([])
      }
    }
    expect(Math.min(taken, refused)).toBeGreaterThan(Number(MSGR_FILES) / 30)
  },
)

const oddValues: readonly unknown[] = [
  '',
  'x',
  ' ',
  'default',
  'HTTPS://Shop.example/ü?a=b c',
  'HTTPS://Shop.example/ü?a=b',
  'https://${HOST}',
  '👋'.repeat(20),
  '👋'.repeat(30),
  'x'.repeat(30),
  'x'.repeat(160),
  '7'.repeat(17),
  0,
  -1,
  1.5,
  9,
  true,
  null,
  [],
  {},
]

/** The same with one thing in it that is gone, doubled or something else. */
function changed(value: unknown, random: Random, isWhole = false): unknown {
  const isDeeper = typeof value === 'object' && value !== null && (isWhole || random() < 0.9)
  if (!isDeeper) return oneOf(oddValues, random)
  if (Array.isArray(value)) {
    const at = Math.floor(random() * value.length)
    if (random() < 0.2) return [...value, ...value.slice(at)]
    return value.map((item, index) => (index === at ? changed(item, random) : item))
  }
  const entries = Object.entries(value)
  const key = oneOf(entries, random)?.[0]
  return Object.fromEntries(
    entries.flatMap(([name, each]) => {
      if (name !== key) return [[name, each]]
      return random() < 0.2 ? [] : [[name, changed(each, random)]]
    }),
  )
}

function oneOf<Item>(items: readonly Item[], random: Random): Item {
  return items[Math.floor(random() * items.length)] as Item
}

function doesNotThrow(act: () => unknown): boolean {
  try {
    act()
    return true
  } catch {
    return false
  }
}
