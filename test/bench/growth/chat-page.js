// How long somebody waits on the chat page: until it is open, and for their own message, among so many people, or in a
// conversation of so many messages.
import {mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {ownMessageMs} from '../chat-page/own-message.js'
import {withMessages} from '../chat-page/with-messages.js'
import {median} from '../compare.js'
import {startEmulator} from './emulator-process.js'
import {costOf} from './process-cost.js'

const OPENINGS = 3
const MESSAGES = 9

const prepare = {
  people: ({ask}, size) => ask('seed', {people: size}),
  async messages({ask}, size, psid) {
    await ask('import', withMessages(await ask('export'), psid, size))
  },
}

/** `what`: people or messages. */
export async function measureChatPage(what, size, {folder, browser}) {
  const home = join(folder, `chat-page-${what}-${size}`)
  mkdirSync(home)
  const emulator = await startEmulator(home, ['--ephemeral'])
  const context = await browser.newContext({viewport: {width: 1440, height: 900}})
  try {
    const {psid} = await emulator.ask('people', {firstName: 'Own'})
    await emulator.ask(`people/${psid}/say`, {text: 'hello'})
    await prepare[what](emulator, size, psid)
    const page = await context.newPage()
    const openings = []
    for (let opening = 0; opening <= OPENINGS; opening++)
      openings.push(await openingMs(page, `${emulator.url}/?psid=${psid}`))
    const own = []
    for (let message = 0; message <= MESSAGES; message++) own.push(await ownMessageMs(page))
    const {megabytes} = costOf(emulator.pid)
    const cost = times => ({cpuMs: median(times.slice(1)), megabytes})
    return {[`page opens, ${what}`]: cost(openings), [`own message, ${what}`]: cost(own)}
  } finally {
    await context.close()
    await emulator.stop()
  }
}

async function openingMs(page, address) {
  const startMs = performance.now()
  await page.goto(address)
  await page.locator('.composer-text').waitFor()
  await page.getByRole('article').last().waitFor()
  return performance.now() - startMs
}
