import type {Ora} from 'ora'
import type {Progress, ProgressBar} from '../context.ts'
import type {Clock} from '../system/clock.ts'
import {oneLine} from '../text/one-line.ts'
import {harmless, painted} from './harmless.ts'

/** How often a line is written when there is no terminal to redraw on. */
const LINE_EVERY_MS = 5_000

export interface ProgressOptions {
  readonly streams: {readonly stderr: NodeJS.WritableStream}
  readonly isTerminal: boolean
  readonly isQuiet: boolean
  readonly hasColour: boolean
  readonly clock: Clock
  /** One line on stderr. */
  readonly line: (text: string) => void
}

/** Progress that can be stopped from appearing between the rows of a stream. */
export interface TerminalProgress extends Progress {
  /** Shows nothing from here on. */
  readonly keepStill: () => void
  /** Removes what is drawn: a spinner that keeps running keeps the process alive. */
  readonly end: () => void
}

export function createProgress(options: ProgressOptions): TerminalProgress {
  let isStill = false
  const bars: ProgressBar[] = []
  return {
    start(label) {
      if (options.isQuiet || isStill) return {update() {}, stop() {}}
      const bar = canRedraw(options) ? spinner(label, options) : lines(label, options)
      bars.push(bar)
      return bar
    },
    end() {
      for (const bar of bars) bar.stop()
    },
    keepStill() {
      isStill = true
      for (const bar of bars) bar.stop()
    },
  }
}

/** A terminal with an unknown width, or a width of 0, cannot be redrawn: ora would count lines endlessly. */
function canRedraw({isTerminal, streams: {stderr}}: ProgressOptions): boolean {
  return isTerminal && !('columns' in stderr && stderr.columns === 0)
}

function lines(label: string, {clock, line}: ProgressOptions): ProgressBar {
  let last = clock.now()
  return {
    update(text) {
      if (clock.now() - last < LINE_EVERY_MS) return
      last = clock.now()
      line(`${label}: ${text}`)
    },
    stop(text) {
      if (text !== undefined) line(text)
    },
  }
}

const shown = (text: string) => painted(harmless(oneLine(text)))

function spinner(label: string, {streams, hasColour, line}: ProgressOptions): ProgressBar {
  let text = shown(label)
  let drawn: Ora | undefined
  let isOver = false
  import('ora').then(({default: ora}) => {
    // Ctrl-C must reach the program, and a command may read standard input.
    if (!isOver)
      drawn = ora({
        text,
        stream: streams.stderr,
        color: hasColour && 'cyan',
        discardStdin: false,
        isEnabled: true,
      }).start()
  })
  return {
    update(next) {
      text = shown(`${label}: ${next}`)
      if (drawn !== undefined) drawn.text = text
    },
    stop(end) {
      isOver = true
      drawn?.stop()
      if (end !== undefined) line(end)
    },
  }
}
