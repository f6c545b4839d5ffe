import {shellWord} from '../../terminal/shell-word.ts'

/** What one check found. Its keys are a public API. */
export interface Finding {
  readonly check: CheckName
  /** `warning`: it works, but will stop working. `skipped`: it could not be checked. */
  readonly state: 'ok' | 'warning' | 'fault' | 'skipped'
  readonly text: string
  /** How to fix it: a command if there is one. */
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
  'page status',
  'sending',
  'callback',
  'app fields',
  'page fields',
  'get started',
  'domains',
  'labels',
  'threads',
  'ad token',
  'ad account',
  'ad payment',
  'ad terms',
  'ad region',
  'campaigns',
  'ad events',
] as const

export type CheckName = (typeof checkNames)[number]

/** What all checks found. */
export interface Diagnosis {
  readonly checks: readonly Finding[]
  readonly faults: number
  readonly warnings: number
  /** Whether warnings count as faults. */
  readonly strict: boolean
}

/** The commands that fix one Page, and have to name it where it is not the default. */
const ofPage =
  /(^|\| )msgr (emulator page|emulator token change|webhook subscribe|profile set|thread take|page status)(?: |$)/

/** The finding with the Page in the command that fixes it. */
export function forPage(finding: Finding, page: string | undefined): Finding {
  const {mend} = finding
  if (page === undefined || mend === undefined || !ofPage.test(mend) || mend.includes(' --page '))
    return finding
  return {...finding, mend: `${mend} --page ${shellWord(page)}`}
}

/** Functions that make the findings of one check. */
export function found(check: CheckName) {
  const as =
    (state: Finding['state']) =>
    (text: string, mend?: string): Finding => ({check, state, text, mend})
  return {ok: as('ok'), warning: as('warning'), fault: as('fault'), skipped: as('skipped')}
}
