import type {ActivityRecord, CallRecord} from '../events/activity-log.ts'
import {paramsOf} from './call-params.ts'

/** The msgr command that does what an entry did, if there is one. It takes the token from the settings. */
export function commandFor(record: ActivityRecord): string | undefined {
  return record.kind === 'call' ? commandForCall(record) : commandForEvent(record.body)
}

/** A text quoted as one shell word. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

function commandForCall(record: CallRecord): string | undefined {
  if (!Buffer.isBuffer(record.body)) return undefined
  const {access_token: _token, appsecret_proof: _proof, appsecret_time: _time, ...params} = paramsOf(record)
  const path = (record.target.split('?')[0] ?? '').replace(/^\/(v\d+\.\d+\/?)?/, '')
  if (path === '') return undefined
  const pairs = Object.entries(params).map(([key, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return quote(`${key}=${text}`)
  })
  return ['msgr --emulator api', record.method, path, ...pairs].join(' ')
}

interface Item {
  readonly sender?: {readonly id?: string}
  readonly message?: {
    readonly is_echo?: boolean
    readonly text?: string
    readonly quick_reply?: {readonly payload: string}
  }
  readonly postback?: {readonly title: string; readonly payload?: string}
  readonly read?: unknown
  readonly reaction?: {readonly action: string; readonly emoji?: string; readonly mid: string}
  readonly message_edit?: {readonly mid: string; readonly text: string}
}

/** The command for a person's act. Acts of the Page have their own entry, the call. */
function commandForEvent(body: Buffer): string | undefined {
  const item = firstItem(body)
  const psid = item?.sender?.id
  if (item === undefined || psid === undefined || item.message?.is_echo === true) return undefined
  const act = actOf(item)
  return act === undefined ? undefined : ['msgr emulator person', act[0], psid, ...act.slice(1)].join(' ')
}

function actOf({message, postback, read, reaction, message_edit: edit}: Item): readonly string[] | undefined {
  if (message?.text !== undefined) {
    const {payload} = message.quick_reply ?? {}
    return ['say', quote(message.text), ...(payload === undefined ? [] : ['--payload', quote(payload)])]
  }
  if (postback?.payload !== undefined)
    return ['tap', quote(postback.payload), '--title', quote(postback.title)]
  if (reaction?.action === 'react') return ['react', quote(reaction.emoji ?? '❤️'), '--mid', reaction.mid]
  if (reaction !== undefined) return ['unreact', '--mid', reaction.mid]
  if (edit !== undefined) return ['edit', quote(edit.text), '--mid', edit.mid]
  return read === undefined ? undefined : ['read']
}

function firstItem(body: Buffer): Item | undefined {
  try {
    const {entry} = JSON.parse(body.toString()) as {entry?: {messaging?: Item[]; standby?: Item[]}[]}
    return entry?.[0]?.messaging?.[0] ?? entry?.[0]?.standby?.[0]
  } catch {
    return undefined
  }
}
