/** What one check found. Its keys are a public API. */
export interface Finding {
  readonly check: CheckName
  /** `warning`: it works, and will not for ever. `skipped`: it could not be looked at. */
  readonly state: 'ok' | 'warning' | 'fault' | 'skipped'
  readonly text: string
  /** What mends it: a command where there is one. */
  readonly mend: string | undefined
}

/** In the order in which they are shown. */
export const checkNames = [
  'settings',
  'network',
  'clock',
  'token',
  'app secret',
  'permissions',
  'version',
  'sending',
  'callback',
  'app fields',
  'page fields',
  'get started',
  'domains',
  'labels',
  'threads',
] as const

export type CheckName = (typeof checkNames)[number]

/** A check with its name filled in. */
export function found(check: CheckName) {
  const as =
    (state: Finding['state']) =>
    (text: string, mend?: string): Finding => ({check, state, text, mend})
  return {ok: as('ok'), warning: as('warning'), fault: as('fault'), skipped: as('skipped')}
}
