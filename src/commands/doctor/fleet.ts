import type {FleetRow} from '../shared/arguments/fleet.ts'
import {fewWords} from '../shared/wording/few-words.ts'
import type {CheckName, Diagnosis, Finding} from './finding.ts'

/** What is not about a Page: the machine, the app, the ad account. Shown once for all Pages. */
const shared: readonly CheckName[] = [
  'network',
  'clock',
  'app secret',
  'version',
  'callback',
  'app fields',
  'ad token',
  'ad account',
  'ad payment',
  'ad terms',
  'ad region',
  'campaigns',
]

/** A Page in one row: what is wrong with the Page itself, the worst first. */
export function rowOf({checks, strict}: Diagnosis): FleetRow {
  const own = checks.filter(({check}) => !shared.includes(check))
  const faults = own.filter(({state}) => state === 'fault')
  const warnings = own.filter(({state}) => state === 'warning')
  const [first] = [...faults, ...warnings]
  if (first === undefined) return {state: 'ok', problem: undefined}
  return {
    state: faults.length > 0 || strict ? 'fault' : 'warning',
    problem: fewWords(`${first.check}: ${first.text}`),
  }
}

/** What is wrong beside the Pages, once each, with how to fix it. */
export function inCommon(diagnoses: readonly Diagnosis[]): readonly string[] {
  const bad = diagnoses.flatMap(({checks}) => checks.filter(isSharedFault))
  const distinct = new Map<string, {readonly finding: Finding; pages: number}>()
  for (const finding of bad) {
    const key = `${finding.check} ${finding.text}`
    const known = distinct.get(key)
    if (known === undefined) distinct.set(key, {finding, pages: 1})
    else known.pages += 1
  }
  return [...distinct.values()].flatMap(({finding: {check, state, text, mend}, pages}) => [
    `${state === 'fault' ? '✖' : '!'} ${check}: ${text} (${pages === 1 ? 'one Page' : `${pages} Pages`})`,
    ...(mend === undefined ? [] : [`  ${mend}`]),
  ])
}

const isSharedFault = ({check, state}: Finding) =>
  shared.includes(check) && (state === 'fault' || state === 'warning')
