import type {StopOptions} from '../../../bulk/steering/stop-run.ts'
import type {Context} from '../../../context.ts'

/** How a command ends the process that sends a run: it says whom it waits for. */
export const stopOptions = ({clock, signal, io}: Context): StopOptions => ({
  clock,
  signal,
  onAsked: owner => io.note(`Waiting for ${owner}, which finishes its requests in flight`),
})
