import type {ActivityEntry} from '../../emulator/chat/view-types.ts'

const second = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit', second: '2-digit'})

/** `14:05:09` */
export const secondOf = (ms: number): string => second.format(ms)

/** `0.4 ms`, `12 ms`, `3.2 s` */
export function msText(ms: number): string {
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(1)} s`
  return `${ms >= 10 ? Math.round(ms) : Math.round(ms * 10) / 10} ms`
}

export const outcomeText: Readonly<Record<ActivityEntry['outcome'], string>> = {
  ok: 'ok',
  refused: 'refused',
  failed: 'failed',
  pending: 'waiting',
  undelivered: 'nobody receives it',
}

/** The name of an entry, and for an event that nobody receives why: `messages – no webhook`. */
export function nameText({name, undelivered}: ActivityEntry): string {
  if (undelivered === undefined) return name
  const {reason} = undelivered
  if (reason === 'not-in-control') return `${name} – ${undelivered.owner} is in control`
  if (reason === 'no-webhook') return `${name} – no webhook`
  return `${name} – ${undelivered.field === name ? '' : `${undelivered.field} `}not subscribed`
}

/** A refusal with its numbers first: `(#10/2018278) This message is sent outside of allowed window.` */
export function refusalText({code, subcode, message}: NonNullable<ActivityEntry['error']>): string {
  if (code === undefined) return message
  const numbers = subcode === undefined ? `#${code}` : `#${code}/${subcode}`
  return `(${numbers}) ${message.replace(/^\(#\d+\) /, '')}`
}
