// The inputs of a size: files with so many people, recorded events, wrong keys.
import {once} from 'node:events'
import {createWriteStream, readFileSync} from 'node:fs'

export const page = '109876543210987'

/** The id of a person, by their number. */
export const psidOf = number => String(24_000_000_000_000_000n + BigInt(number) * 1_003n)

export function* peopleLines(size) {
  yield 'psid,first_name\n'
  for (let number = 0; number < size; number++) yield `${psidOf(number)},Ada ${number}\n`
}

/** As `listen --record` writes them, an event a delivery. */
export function* recordingLines(size) {
  const sample = JSON.parse(
    readFileSync(new URL('../../../src/webhook/samples/messages.text.json', import.meta.url), 'utf8'),
  )
  const [entry] = sample.entry
  const [item] = entry.messaging
  for (let number = 0; number < size; number++) {
    const message = {...item.message, mid: `m_${number}_${'x'.repeat(70)}`}
    const messaging = [{...item, sender: {id: psidOf(number)}, message}]
    const body = JSON.stringify({...sample, entry: [{...entry, messaging}]})
    const headers = [['Content-Type', 'application/json']]
    yield `${JSON.stringify({received_at: '2026-11-20T09:15:00.000Z', headers, body})}\n`
  }
}

/** A profile with keys that there are not. */
export function* wrongKeyLines(size) {
  yield 'greeting:\n  - {locale: default, text: Hello}\n'
  for (let number = 0; number < size; number++) yield `key_${number}: ${number}\n`
}

/** Writes a file line by line. */
export async function writeLines(file, lines) {
  const out = createWriteStream(file)
  for (const line of lines) if (!out.write(line)) await once(out, 'drain')
  out.end()
  await once(out, 'finish')
  return file
}
