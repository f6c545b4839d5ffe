import {createHash} from 'node:crypto'
import type {Ask} from '../../emulator/control/calls.ts'
import type {ForwardedReport} from '../../emulator/control/webhook-types.ts'
import type {Forwardable, Forwarded, ForwardedDetails} from '../../webhook/outgoing/forward.ts'

/** How long results are gathered, in ms. */
const GATHERED_MS = 100
/** Further ones are left out until the emulator has taken these. */
const MOST_WAITING = 500
/** How long the last report may take, in ms. */
const ENDING_MS = 1_000
/** What the emulator shows of an answer. */
export const SHOWN_BYTES = 1_000

export interface Reporter {
  readonly add: (result: Forwarded, details: ForwardedDetails) => void
  /** Reports what is left, once. */
  readonly end: () => Promise<void>
}

/**
 * Reports to the emulator what the targets did with its deliveries: `listen` itself has answered 200 by then, which says nothing
 * about the bot. Best effort: it never delays a delivery, and stops at the first refusal, as that of an older emulator.
 */
export function createReporter(ask: Ask): Reporter {
  let waiting: ForwardedReport[] = []
  let timer: NodeJS.Timeout | undefined
  let reporting: Promise<void> | undefined
  let isRefused = false

  const report = async () => {
    timer = undefined
    while (waiting.length > 0 && !isRefused) {
      const results = waiting
      waiting = []
      await ask('POST', 'webhook/forwarded', {results}).catch(() => (isRefused = true))
    }
    reporting = undefined
  }

  return {
    add(result, details) {
      if (isRefused || waiting.length >= MOST_WAITING) return
      waiting.push(toReport(result, details))
      timer ??= setTimeout(() => (reporting ??= report()), GATHERED_MS).unref()
    },
    async end() {
      clearTimeout(timer)
      const late = new Promise(resolve => setTimeout(resolve, ENDING_MS).unref())
      await Promise.race([reporting ?? report(), late])
    },
  }
}

function toReport(result: Forwarded, {delivery, text, code}: ForwardedDetails): ForwardedReport {
  const {origin, pathname} = new URL(result.url)
  const about = {bytes: hashOf(delivery), target: origin + pathname}
  switch (result.kind) {
    case 'answered':
      return {...about, status: result.status, ms: result.ms, ...(text && {body: text})}
    case 'kept':
      return {...about, error: code ?? withoutOrigin(result.reason, origin), retryMs: result.retryMs}
    case 'dropped':
      return {...about, error: code ?? withoutOrigin(result.reason, origin)}
  }
}

/** The address is said beside it. */
const withoutOrigin = (reason: string, origin: string): string =>
  reason.startsWith(`${origin} `) ? `it ${reason.slice(origin.length + 1)}` : reason

const hashOf = ({body}: Forwardable): string => createHash('sha256').update(body).digest('hex')
