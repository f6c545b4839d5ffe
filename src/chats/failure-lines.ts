import {inline} from '../emulator/chat/recording/chat-text.ts'
import type {Failure} from './failure.ts'

/** `expected` and `received` are shown as a pair. */
export interface FailureLine {
  readonly kind: 'message' | 'expected' | 'received' | 'note'
  readonly text: string
}

/** The lines of a failure report: what was expected and received, what else the bot said, and what went wrong. */
export function failureLines({message, differences, said, trouble}: Failure): readonly FailureLine[] {
  const faced = differences.flatMap(({path, expected, received}) => [
    ...(expected === undefined ? [] : [line('expected', `- ${path}: ${inline(expected)}`)]),
    ...(received === undefined ? [] : [line('received', `+ ${path}: ${inline(received)}`)]),
    ...(expected !== undefined && received === undefined ? [line('received', `+ ${path}: (nothing)`)] : []),
  ])
  return [
    line('message', message),
    ...faced,
    ...(said.length === 0 ? [] : [line('note', 'since the person last did something, the bot said:')]),
    ...said.map(text => line('note', `  ${text}`)),
    ...trouble.map(text => line('note', `! ${text}`)),
  ]
}

const line = (kind: FailureLine['kind'], text: string): FailureLine => ({kind, text})
