import {deliveryHeaders, SIGNATURE_HEADER} from '../../platform/webhook-delivery.ts'
import type {
  ActivityRecord,
  Answered,
  CallRecord,
  EventRecord,
  UndeliveredRecord,
} from '../events/activity-log.ts'
import {describeUndelivered} from '../events/undelivered.ts'
import type {Body} from '../graph/decode.ts'
import type {State} from '../state/state.ts'
import {commandFor, quote} from './activity-command.ts'
import {toEntry} from './activity-entry.ts'
import {headerIn, paramsOf, tokenOf} from './call-params.ts'
import {editableOf} from './editable.ts'
import {masked, maskFor} from './masked.ts'
import {offersForUndelivered} from './status-offers.ts'
import type {ActivityDetail} from './view-types.ts'

type OwnDetails = Omit<ActivityDetail, keyof ReturnType<typeof toEntry>>

/** The details of an entry, without secrets. `origin` is the emulator's address: `http://127.0.0.1:4010`. */
export function toDetail(record: ActivityRecord, state: State, origin: string): ActivityDetail {
  const details = detailsOf(record, state, origin)
  const editable = editableOf(record, state)
  return {
    ...toEntry(record, state),
    ...masked(details, maskFor(state)),
    ...(editable === undefined ? {} : {editable}),
  }
}

function detailsOf(record: ActivityRecord, state: State, origin: string): OwnDetails {
  switch (record.kind) {
    case 'call':
      return callDetail(record, state, origin)
    case 'event':
      return eventDetail(record, state)
    case 'undelivered':
      return undeliveredDetail(record, state)
  }
}

/** What would have been sent, to no address: it is not signed, as no app received it. */
function undeliveredDetail(record: UndeliveredRecord, state: State): OwnDetails {
  const command = commandFor(record)
  const body = record.body.toString()
  return {
    request: {method: 'POST', url: '', headers: deliveryHeaders(record.body, undefined), body},
    curl: '',
    trouble: {
      text: describeUndelivered(record.why, state),
      offers: offersForUndelivered(record.why, record, state),
    },
    ...(command === undefined ? {} : {command}),
  }
}

function callDetail(record: CallRecord, state: State, origin: string): OwnDetails {
  const {method, target, rawHeaders, body, answer} = record
  const command = commandFor(record)
  return {
    request: {method, url: origin + target, headers: fromPairs(rawHeaders), body: textOf(body)},
    ...(answer === undefined ? {} : {response: toResponse(answer)}),
    curl: curlOf(record, state, origin),
    ...(command === undefined ? {} : {command}),
  }
}

function eventDetail(record: EventRecord, state: State): OwnDetails {
  const {delivery, body, tries, answer} = record
  const headers = record.headers ?? deliveryHeaders(body, state.apps[delivery.appId]?.secret)
  const signature = headers[SIGNATURE_HEADER]
  const command = commandFor(record)
  const flags = Object.entries(headers)
    .filter(([name]) => name !== 'Content-Length')
    .map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`)
  return {
    request: {method: 'POST', url: delivery.url, headers, body: body.toString()},
    ...(answer === undefined ? {} : {response: toResponse(answer)}),
    ...(signature === undefined ? {} : {signature}),
    curl: ['curl', quote(delivery.url), ...flags, `--data-binary ${quote(body.toString())}`].join(' '),
    ...(command === undefined ? {} : {command}),
    tries: tries.map(({ms, ...tried}) => ({...tried, ms: Math.round(ms * 10) / 10})),
    ...(delivery.forwarded === undefined ? {} : {forwarded: delivery.forwarded}),
  }
}

/** The call as a curl command, with the token in a shell variable. */
function curlOf(record: CallRecord, state: State, origin: string): string {
  const {method, target, rawHeaders, body} = record
  const token = tokenOf(record, paramsOf(record))
  const variable = token?.includes('|') === true ? '$MSGR_APP_TOKEN' : variableFor(state, token)
  const contentType = headerIn(rawHeaders, 'content-type')
  const text = Buffer.isBuffer(body) ? withoutCredentials(body.toString()) : ''
  const form = Buffer.isBuffer(body)
    ? []
    : [
        ...body.texts.filter(([name]) => !credentials.test(name)).map(([name, value]) => [name, value]),
        ...body.files.map(({part, filename}) => [part, `@${filename}`]),
      ].map(([name, value]) => `-F ${quote(`${name}=${value}`)}`)
  return [
    'curl',
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    quote(origin + withoutCredentials(target)),
    ...(token === undefined ? [] : [`-H "Authorization: Bearer ${variable}"`]),
    ...(text === '' || contentType === undefined ? [] : [`-H ${quote(`Content-Type: ${contentType}`)}`]),
    ...(text === '' ? [] : [`--data-binary ${quote(text)}`]),
    ...form,
  ].join(' ')
}

const credentials = /^(access_token|appsecret_proof|appsecret_time)$/

function variableFor(state: State, token: string | undefined): string {
  const {kind, userId} = state.tokens[token ?? ''] ?? {}
  if (kind !== 'user') return '$MSGR_PAGE_TOKEN'
  return state.users[userId ?? '']?.isSystem === true ? '$MSGR_AD_TOKEN' : '$MSGR_USER_TOKEN'
}

/** Removes the token and its proof from a query, a form or a JSON text. */
function withoutCredentials(text: string): string {
  const names = '(?:access_token|appsecret_proof|appsecret_time)'
  return text
    .replace(new RegExp(`([?&]|^)${names}=[^&]*(?=&|$)`, 'g'), '$1')
    .replace(/([?&])&+/g, '$1')
    .replace(/[?&]$/, '')
    .replace(new RegExp(`"${names}"\\s*:\\s*(?:"[^"]*"|\\d+)\\s*,?\\s*`, 'g'), '')
    .replace(/,\s*}$/, '}')
}

function toResponse({status, headers, text}: Answered): NonNullable<OwnDetails['response']> {
  const pairs = Object.entries(headers).map(([name, value]) => [name, String(value)])
  return {status, headers: Object.fromEntries(pairs), body: text}
}

function fromPairs(rawHeaders: readonly string[]): Readonly<Record<string, string>> {
  const names = rawHeaders.filter((_, index) => index % 2 === 0)
  return Object.fromEntries(names.map((name, index) => [name.toLowerCase(), rawHeaders[index * 2 + 1] ?? '']))
}

/** The texts of a form, and descriptions of its files. */
function textOf(body: Body): string {
  if (Buffer.isBuffer(body)) return body.toString()
  const texts = body.texts.map(([name, text]) => `${name}: ${text}`)
  const files = body.files.map(
    ({part, filename, contentType, bytes}) => `${part}: ${filename} (${contentType}, ${bytes} bytes)`,
  )
  return [...texts, ...files].join('\n')
}
