import {isObject} from '../../platform/fields-schema.ts'
import {emptyState} from './state.ts'
import {isEmulatedTime} from './time.ts'

type Keys = Readonly<Record<string, unknown>>

/** The key that contains the id of each kind of record; other kinds have none. */
const idKeys: Readonly<Record<string, string>> = {
  apps: 'id',
  users: 'id',
  pages: 'id',
  people: 'psid',
  logins: 'asid',
  tokens: 'text',
  labels: 'id',
  conversations: 'id',
  attachments: 'id',
  uploads: 'id',
  personas: 'id',
  messageTemplates: 'id',
  welcomeFlows: 'id',
  posts: 'id',
  accountLinks: 'token',
  creatives: 'id',
  broadcasts: 'id',
  reachEstimations: 'id',
  notificationTokens: 'token',
  adAccounts: 'id',
  campaigns: 'id',
  audiences: 'id',
  marketingSends: 'id',
}

/** Which records a record refers to, by the key that contains the id. */
const references: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  people: {pageId: 'pages'},
  tokens: {appId: 'apps', pageId: 'pages'},
  labels: {pageId: 'pages'},
  uploads: {appId: 'apps'},
  welcomeFlows: {pageId: 'pages', appId: 'apps'},
  conversations: {pageId: 'pages', psid: 'people'},
  messages: {conversationId: 'conversations'},
  notificationTokens: {pageId: 'pages', psid: 'people'},
  campaigns: {accountId: 'adAccounts', pageId: 'pages'},
  audiences: {accountId: 'adAccounts', pageId: 'pages'},
}

/** The required parts, and lists; the rest may be missing in an earlier version. */
const lists: Readonly<Record<string, readonly string[]>> = {
  people: ['labelIds'],
  tokens: ['scopes'],
  conversations: ['messageIds'],
  welcomeFlows: ['platforms', 'steps'],
  adAccounts: ['openTerms'],
  audiences: ['uploads'],
}

/** Numbers that are counted with, and objects that are looked into. */
const numbers: Readonly<Record<string, readonly string[]>> = {
  adAccounts: ['minDailyBudget', 'price', 'spent'],
  campaigns: ['createdMs', 'startMs', 'spent'],
}
const objects: Readonly<Record<string, readonly string[]>> = {campaigns: ['days']}

/**
 * Why a value is not a state of an emulator: each part must have its type, be stored under its own id, refer to existing
 * records, and have times that a clock can show. Undefined if it is a state, of this version or an earlier one.
 */
export function stateFault(state: Keys): string | undefined {
  if (keysOf(state['apps']).length === 0 || keysOf(state['pages']).length === 0)
    return 'it has no app or no Page'
  for (const [key, empty] of Object.entries(emptyState())) {
    const value = state[key]
    if (value === undefined && key !== 'schemaVersion') continue
    const found = partFault(key, value, empty, state)
    if (found !== undefined) return found
  }
  return timeFault(state)
}

function partFault(key: string, value: unknown, empty: unknown, state: Keys): string | undefined {
  if (key === 'messages')
    return Object.values(value ?? {})
      .map(each => messageFault(each, state))
      .find(Boolean)
  const isKind = Array.isArray(empty) ? Array.isArray(value) : typeof value === typeof empty && value !== null
  if (!isKind || (key === 'schemaVersion' && value !== empty))
    return `\`state.${key}\` is ${JSON.stringify(value)?.slice(0, 40) ?? 'missing'}`
  if (typeof empty === 'number')
    return isCount(key, value as number) ? undefined : `\`state.${key}\` is ${value}`
  if (!isObject(empty)) return undefined
  if (!isObject(value)) return `\`state.${key}\` is not an object`
  for (const [id, each] of Object.entries(value)) {
    const found = recordFault(key, id, each, state)
    if (found !== undefined) return `\`state.${key}.${id.slice(0, 40)}\` ${found}`
  }
  return undefined
}

function recordFault(kind: string, id: string, record: unknown, state: Keys): string | undefined {
  if (kind === 'userRefs') return typeof record === 'string' ? undefined : 'is not a text'
  if (!isObject(record)) return 'is not an object'
  const idKey = idKeys[kind]
  if (idKey !== undefined && record[idKey] !== id) return `has another ${idKey}`
  const list = lists[kind]?.find(key => !Array.isArray(record[key]))
  const number = numbers[kind]?.find(key => !Number.isFinite(record[key]))
  const object = objects[kind]?.find(key => !isObject(record[key]))
  const missing = list ?? number ?? object
  return missing === undefined ? referenceFault(kind, record, state) : `has no ${missing}`
}

function referenceFault(kind: string, record: Keys, state: Keys): string | undefined {
  for (const [key, others] of Object.entries(references[kind] ?? {})) {
    const id = record[key]
    if (id !== undefined && !Object.hasOwn((state[others] as object) ?? {}, String(id)))
      return `names ${key} ${String(id).slice(0, 40)}, which does not exist`
  }
  return undefined
}

function messageFault(message: unknown, state: Keys): string | undefined {
  if (!isObject(message) || typeof message['id'] !== 'string') return 'a message has no id'
  const {from, atMs, message: content} = message
  const isWhole = (from === 'page' || from === 'person') && typeof atMs === 'number' && isObject(content)
  const fault = isWhole ? referenceFault('messages', message, state) : 'is incomplete'
  return fault === undefined ? undefined : `the message ${message['id'].slice(0, 40)} ${fault}`
}

const isCount = (key: string, value: number) =>
  key === 'clockOffsetMs' ? isEmulatedTime(Date.now() + value) : Number.isSafeInteger(value) && value >= 0

/** Whether every time and duration in it, at any depth, is one that a clock can show. */
function timeFault(state: Keys): string | undefined {
  const waiting: (readonly [path: string, value: Keys | readonly unknown[]])[] = [['state', state]]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [path, parent] = next
    for (const [key, value] of Object.entries(parent)) {
      const isTime = key.endsWith('Ms') && key !== 'clockOffsetMs' && !isListOfTimes(value)
      if (isTime && !(typeof value === 'number' && isEmulatedTime(value)))
        return `\`${path}.${key}\` is ${JSON.stringify(value)?.slice(0, 40)}`
      // Content written by people or set by Pages is not checked.
      if (typeof value === 'object' && value !== null && key !== 'message' && key !== 'profile')
        waiting.push([`${path}.${key}`, value as Keys])
    }
  }
  return undefined
}

const isListOfTimes = (value: unknown) =>
  Array.isArray(value) && value.every(each => typeof each === 'number' && isEmulatedTime(each))

const keysOf = (value: unknown) => Object.keys(isObject(value) ? value : {})
