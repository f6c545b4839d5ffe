import type {Terminal} from '../../context.ts'
import {harmlessJson} from '../../terminal/harmless.ts'
import {plainStyle} from '../../terminal/style.ts'
import type {EventLine} from '../shared/wording/event-line.ts'
import {advanceLog, chosenOf, type EventLog, emptyLog, type LogEffect, type LogInput} from './event-log.ts'
import {type Line, viewLine} from './lines.ts'
import type {EventSource} from './session-parts.ts'

export interface KeyboardParts {
  readonly print: (line: Line) => void
  readonly quit: () => void
  readonly now: () => number
  /** Keys are read until it aborts. */
  readonly signal: AbortSignal
}

export interface Keyboard {
  /** Keeps an event, and prints it if it passes the filter. */
  readonly show: (line: EventLine, source: EventSource) => void
}

const help = `  ↑ ↓          choose one of the last 1,000 events; page up, page down, home, end
  enter space  show it as JSON
  r            send its delivery to the targets again
  / f          show only events with these words: a field, a subtype, a PSID, a text
  q            quit; Ctrl-Z suspends`

/** Lets a person browse the events with keys; a line at the bottom shows the position. */
export function attachKeyboard(terminal: Terminal, {print, quit, now, signal}: KeyboardParts): Keyboard {
  let log = emptyLog
  const take = (input: LogInput) => {
    const step = advanceLog(log, input)
    log = step.log
    for (const effect of step.effects) carryOut(effect)
    terminal.setStatus(statusOf(log))
  }
  const notice = (text: string) => print({kind: 'notice', at: now(), text})
  const carryOut = (effect: LogEffect) => {
    switch (effect.kind) {
      case 'print':
        for (const {line} of effect.events) print(line)
        break
      case 'inspect':
        print({kind: 'shown', text: harmlessJson(JSON.stringify(effect.event.line, null, 2))})
        break
      case 'replay':
        if (effect.event.source.replay === undefined)
          notice('there is no target to send it to; add one: --forward-to 3000')
        else {
          notice(`sent again: ${lineOf(effect.event.line)}`)
          effect.event.source.replay()
        }
        break
      case 'filtered':
        notice(filteredText(effect))
        break
      case 'help':
        print({kind: 'shown', text: help})
        break
      case 'quit':
        quit()
    }
  }
  const stop = terminal.readKeys(key => take({kind: 'key', key}))
  signal.addEventListener(
    'abort',
    () => {
      stop()
      terminal.setStatus(undefined)
    },
    {once: true},
  )
  terminal.setStatus(statusOf(log))
  return {show: (line, source) => take({kind: 'event', line, source})}
}

function filteredText({filter, matching, of}: Extract<LogEffect, {kind: 'filtered'}>): string {
  if (filter === '') return 'no filter: showing all events'
  return `showing only events with "${filter}": ${matching} of the ${of} events kept`
}

/** The line at the bottom of the terminal. */
export function statusOf(log: EventLog): string {
  if (log.typing !== undefined) return `/${log.typing}▏ enter: show only these · esc: cancel`
  const chosen = chosenOf(log)
  if (chosen !== undefined)
    return `▸ ${chosen.number}/${log.count} enter: JSON · r: replay · esc │ ${lineOf(chosen.line)}`
  const filter = log.filter === '' ? '' : ` · only "${log.filter}"`
  return `${log.count} ${log.count === 1 ? 'event' : 'events'}${filter} · ↑↓ choose · / filter · ? help · q quit`
}

/** The line of an event without the gaps that align it. */
const lineOf = (line: EventLine) => String(viewLine(line, plainStyle)).replaceAll(/ {2,}/g, '  ')
