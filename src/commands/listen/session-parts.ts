import type {Config, Connection} from '../../config/index.ts'
import type {Context} from '../../context.ts'
import type {Line} from './lines.ts'
import type {ListenPlan} from './plan.ts'

export interface SessionParts {
  readonly context: Context
  readonly plan: ListenPlan
  readonly config: Config
  readonly connection: Connection
  readonly say: Say
  /** Ends the set-up early. */
  readonly signal: AbortSignal
  /** Registers what has to be closed; closed in reverse order. */
  readonly defer: (close: () => Promise<void> | void) => void
}

/** Shows a line. An event comes with where it came from, so that it can be sent to the targets again. */
export type Say = (line: Line, source?: EventSource) => void

export interface EventSource {
  /** Its part of the delivery. */
  readonly bytes: number
  /** Passes the delivery on once more; undefined where there is no target. */
  readonly replay: (() => void) | undefined
  /** Called when it was printed, or need not be. */
  readonly onShown?: (() => void) | undefined
}
