import {readdir, readFile} from 'node:fs/promises'
import {isObject} from '../../platform/fields-schema.ts'
import type {MessageSample} from './view-types.ts'

/** The documented requests of the platform: beside what checks them, or beside the bundle. */
const folder = new URL(
  import.meta.url.endsWith('.ts') ? '../../platform/message-samples/' : './message-samples/',
  import.meta.url,
)

/** These need something that a new conversation does not have. */
const needing = ['reply-to.json', 'saved-video.json']

let samples: Promise<readonly MessageSample[]> | undefined

/** A request for each kind of message, texts first. Read once. */
export function listSamples(): Promise<readonly MessageSample[]> {
  samples ??= readSamples()
  return samples
}

async function readSamples(): Promise<readonly MessageSample[]> {
  const names = (await readdir(folder)).filter(name => !needing.includes(name))
  const read = await Promise.all(names.toSorted(byKind).map(readSample))
  return read.filter(sample => sample !== undefined)
}

/** `text.json` first, templates in the middle, utility messages last. */
function byKind(one: string, other: string): number {
  const rank = (name: string) => (name === 'text.json' ? 0 : name.startsWith('template-') ? 2 : 1)
  return rank(one) - rank(other) || one.localeCompare(other, 'en')
}

/** Undefined for one that is not a message to a person by PSID. */
async function readSample(name: string): Promise<MessageSample | undefined> {
  const {request} = JSON.parse(await readFile(new URL(name, folder), 'utf8')) as {
    readonly request: {readonly body: Readonly<Record<string, unknown>>}
  }
  const {recipient, ...body} = request.body
  if (!isObject(recipient) || !('id' in recipient) || !isObject(body['message'])) return undefined
  return {name: titleOf(name), body}
}

/** `template-customer-feedback.json` → `Template: customer feedback` */
function titleOf(name: string): string {
  const words = name
    .replace('.json', '')
    .replace(/^template-/, 'template: ')
    .replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
