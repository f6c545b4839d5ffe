import {argv, stdout} from 'node:process'
import {openEmulator} from '../../src/emulator/index.ts'
import type {PageId, Psid} from '../../src/platform/ids.ts'
import {addPerson, addSubscriber, timeOf} from '../helpers/probe.ts'
import {subscriber} from './people.ts'

// What was sent is the proof of every promise: none of it may be forgotten.
/**
 * An emulator as a process of its own, with so many people inside the messaging window, as fast as it can: `emulator COUNT [SUBSCRIBERS]`.
 */
const [, , count = '0', subscribers = '0'] = argv
const emulator = await openEmulator({
  folder: '',
  isEphemeral: true,
  hasRateLimits: false,
  mostMessages: 5_000_000,
})
const {pageId, pageToken, appId, appSecret, adAccount, adToken} = await emulator.connection()
for (let number = 0; number < Number(count); number++) {
  const psid = String(24_000_000_000_000_000n + BigInt(number)) as Psid
  addPerson(emulator, {
    psid,
    pageId: pageId as PageId,
    firstName: 'Person',
    lastName: String(number),
    locale: 'en_US',
    timezone: 0,
    gender: 'female',
    lastActionMs: timeOf(emulator) - 60_000,
    hasBlockedPage: false,
    labelIds: [],
  })
}
for (let number = 0; number < Number(subscribers); number++)
  addSubscriber(emulator, {pageId, ...subscriber(number)})
stdout.write(
  `${JSON.stringify({url: emulator.url, pageId, pageToken, appId, appSecret, adAccount, adToken})}\n`,
)
