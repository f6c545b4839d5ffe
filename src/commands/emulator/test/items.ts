import type {Failure} from '../../../chats/failure.ts'
import {failureLines} from '../../../chats/failure-lines.ts'
import type {Style, View} from '../../../terminal/view.ts'

/** One item of the result. */
export type Item = ChatBegun | StepPlayed | Summary | Recorded

export interface ChatBegun {
  readonly kind: 'chat'
  readonly name: string
  readonly file: string
  readonly line: number
}

export interface StepPlayed {
  readonly kind: 'step'
  readonly ok: boolean
  /** As written in the file; undefined for a failure after the last step. */
  readonly step: string | undefined
  readonly file: string
  readonly line: number | undefined
  readonly psid: string
  /** Undefined where output must not change from run to run. */
  readonly ms: number | undefined
  readonly failure: Failure | undefined
}

export interface Summary {
  readonly kind: 'summary'
  readonly chats: number
  readonly passed: number
  readonly failed: number
  readonly notPlayed: number
  readonly steps: number
}

/** `--record` */
export interface Recorded {
  readonly kind: 'recorded'
  readonly file: string
  readonly psid: string
  readonly steps: number
}

export const view: View<Item> = (item, style) => {
  switch (item.kind) {
    case 'chat':
      return `${style.bold(item.name)}  ${style.faint(item.file)}`
    case 'step':
      return stepLines(item, style).join('\n')
    case 'summary':
      return summaryLine(item, style)
    case 'recorded':
      return `${style.good('✔')} Wrote ${counted(item.steps, 'step')} of ${item.psid} to ${item.file}`
  }
}

function stepLines({ok, step = 'end', file, line, ms, failure}: StepPlayed, style: Style): readonly string[] {
  const place = line === undefined ? file : `${file}:${line}`
  const time = ms === undefined ? '' : `  ${style.faint(`${ms} ms`)}`
  if (ok) return [`  ${style.good('✔')} ${step}${time}`]
  const looks = {message: style.bold, expected: style.good, received: style.bad, note: style.faint}
  const lines = failure === undefined ? [] : failureLines(failure)
  return [
    `  ${style.bad('✖')} ${step}${time}  ${style.faint(place)}`,
    ...lines.map(({kind, text}) => `      ${looks[kind](text)}`),
  ]
}

function summaryLine({chats, passed, failed, notPlayed, steps}: Summary, {good, bad}: Style): string {
  const rest = notPlayed === 0 ? '' : `, ${notPlayed} not played`
  if (passed + failed === 0) {
    const verb = chats === 1 ? 'is' : 'are'
    return `${counted(chats, 'chat')} with ${counted(steps, 'step')} ${verb} valid; nothing was played.`
  }
  if (failed === 0) return `${good('✔')} ${counted(passed, 'chat')} passed, ${counted(steps, 'step')}${rest}`
  return `${bad('✖')} ${failed} of ${counted(chats, 'chat')} failed${rest}`
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`
