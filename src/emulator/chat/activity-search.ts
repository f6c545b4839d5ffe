import type {ActivityRecord} from '../events/activity-log.ts'
import type {State} from '../state/state.ts'
import {toEntry} from './activity-entry.ts'
import {paramsOf} from './call-params.ts'
import {maskFor} from './masked.ts'

/**
 * Whether an entry contains a text, whatever the case: in its line, its address, its request or its response. Characters that
 * are escaped on their way are found as a person reads them: `Grüße`, `https://`. Finds no secret, not even a part of one.
 */
export function createSearch(text: string, state: State): (record: ActivityRecord) => boolean {
  const wanted = text.toLowerCase()
  const mask = maskFor(state)
  const isIn = (part: string) => part.toLowerCase().includes(wanted)
  return record => {
    // To mask a text costs far more than to look through it.
    const found = textsOf(record, state).filter(isIn)
    return found.some(part => isIn(mask(part)))
  }
}

function textsOf(record: ActivityRecord, state: State): readonly string[] {
  const {name, gist = '', error} = toEntry(record, state)
  return [name, gist, error?.message ?? '', ...requestTexts(record), responseText(record)]
}

/** As it travelled, and as it reads. */
function requestTexts(record: ActivityRecord): readonly string[] {
  const {body} = record
  const raw = Buffer.isBuffer(body) ? body.toString() : ''
  return record.kind === 'call'
    ? [record.target, raw, JSON.stringify(paramsOf(record))]
    : [record.kind === 'event' ? record.delivery.url : '', raw, readable(raw)]
}

const responseText = (record: ActivityRecord): string =>
  record.kind === 'undelivered' ? '' : (record.answer?.text ?? '')

function readable(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json))
  } catch {
    return ''
  }
}
