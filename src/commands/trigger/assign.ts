import {UsageError} from '../../errors.ts'
import {toItem, toList} from '../../webhook/json.ts'

type Key = string | number
type Container = Record<Key, unknown>

const MAX_INDEX = 1_000
const hint = 'Write path=value: --set message.text=Hello, or --set "entry[0].messaging[0].message.mid=m_1"'

/**
 * A copy of the delivery with one value set. The path starts at the first item, or at the delivery if it begins
 * with `object` or `entry`. The value is JSON if it is valid JSON; when it replaces a text, numbers stay texts, because
 * ids are texts.
 * @throws {UsageError} if there is no such place and none can be created.
 */
export function assign(envelope: unknown, assignment: string): unknown {
  const at = assignment.indexOf('=')
  if (at < 1) throw new UsageError(`"${assignment}" sets nothing`, {hint})
  const path = parsePath(assignment.slice(0, at))
  const copy: unknown = structuredClone(envelope)
  const isFromTop = path[0] === 'object' || path[0] === 'entry'
  setAt(isFromTop ? copy : firstItem(copy), path, assignment.slice(at + 1))
  return copy
}

/** `message.attachments[0].type` → `['message', 'attachments', 0, 'type']` */
function parsePath(text: string): readonly Key[] {
  const isPath = /^[^.[\]]+(\.[^.[\]]+|\[[0-9]+\])*$/.test(text)
  const keys = (text.match(/[^.[\]]+|\[[0-9]+\]/g) ?? []).map(key =>
    key.startsWith('[') ? Number(key.slice(1, -1)) : key,
  )
  const isHarmful = keys.some(
    key => ['__proto__', 'constructor', 'prototype'].includes(String(key)) || Number(key) > MAX_INDEX,
  )
  if (!isPath || isHarmful) throw new UsageError(`"${text}" is not a path in an event`, {hint})
  return keys
}

function setAt(root: unknown, path: readonly Key[], text: string): void {
  let place = root
  for (const [depth, key] of path.entries()) {
    if (typeof place !== 'object' || place === null || (typeof key === 'number') !== Array.isArray(place)) {
      throw new UsageError(`The event has no place for ${path.join('.')}`, {hint})
    }
    const container = place as Container
    const next = path[depth + 1]
    if (next === undefined) container[key] = toValue(text, container[key])
    else container[key] ??= typeof next === 'number' ? [] : {}
    place = container[key]
  }
}

function toValue(text: string, former: unknown): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof former === 'string' && (typeof value === 'number' || typeof value === 'boolean')
      ? text
      : value
  } catch {
    return text
  }
}

function firstItem(envelope: unknown): unknown {
  const entry = toItem(toList(toItem(envelope)['entry'])[0])
  const [item] = [entry['messaging'], entry['standby'], entry['calls']].flatMap(toList)
  const change = toList(entry['changes'])[0]
  return item ?? (change === undefined ? entry : toItem(change)['value'])
}
