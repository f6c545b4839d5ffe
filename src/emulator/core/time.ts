/** `2026-11-20T09:15:00+0000`, as the platform writes times. */
export function toPlatformTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}+0000`
}

/** `YYYY-MM-DD` in UTC. */
export function toDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
