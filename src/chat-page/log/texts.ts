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
