import {xmlText} from '../text/xml.ts'
import type {Chat, Step} from './chat.ts'
import type {Failure} from './failure.ts'
import {failureLines} from './failure-lines.ts'

export interface Outcome {
  readonly chat: Chat
  readonly ms: number
  /** Why it failed, and at which step; no step for a failure after the last one. */
  readonly failure?: Failure
  readonly step?: Step | undefined
}

/** The results as JUnit XML: a suite for each file, a case for each chat. */
export function toJunit(outcomes: readonly Outcome[]): string {
  const files = [...new Set(outcomes.map(({chat}) => chat.file))]
  const suites = files.map(file => {
    const ofFile = outcomes.filter(({chat}) => chat.file === file)
    return `  <testsuite name=${quoted(file)} ${totals(ofFile)}>\n${ofFile.map(toCase).join('')}  </testsuite>\n`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="msgr emulator test" ${totals(outcomes)}>\n${suites.join('')}</testsuites>\n`
}

function totals(outcomes: readonly Outcome[]): string {
  const failures = outcomes.filter(({failure}) => failure !== undefined).length
  const ms = outcomes.reduce((sum, outcome) => sum + outcome.ms, 0)
  return `tests="${outcomes.length}" failures="${failures}" errors="0" skipped="0" time="${ms / 1000}"`
}

function toCase({chat: {name, file, line}, ms, failure, step}: Outcome): string {
  const head = `    <testcase name=${quoted(name)} classname=${quoted(file)} file=${quoted(file)} line="${line}" time="${ms / 1000}"`
  if (failure === undefined) return `${head}/>\n`
  const place = step === undefined ? `${file}: at the end` : `${file}:${step.line}: ${step.label}`
  const text = [place, ...failureLines(failure).map(each => each.text)].join('\n')
  return `${head}>\n      <failure message=${quoted(`${place}: ${failure.message}`)} type="expectation">${xmlText(text)}</failure>\n    </testcase>\n`
}

const quoted = (text: string): string =>
  `"${xmlText(text).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`
