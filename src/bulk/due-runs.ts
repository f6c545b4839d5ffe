import {MsgrError} from '../errors.ts'
import type {Manifest} from './manifest.ts'
import {readStatus} from './runs.ts'
import type {RunStore} from './store.ts'

/** A run that is left to a process that sends what is due. */
export interface DetachedRun {
  readonly run: string
  readonly page: Manifest['page']
  /** When it is due, by the platform's clock, in milliseconds since 1970; 0 if it may begin at once. */
  readonly dueMs: number
  /** Whether the process that sent it is gone without having handed it back. */
  readonly isTakenOver: boolean
}

export interface DetachedRuns {
  /** In the order in which they are due. */
  readonly found: readonly DetachedRun[]
  /** Runs that cannot be read, with the reason. */
  readonly unreadable: readonly {readonly run: string; readonly error: MsgrError}[]
}

/**
 * Finds the detached runs that no process sends, and that are neither over nor paused. One whose process was killed is among them.
 * @param isKnownOver whether a run need not be looked at
 */
export async function findDetachedRuns(
  store: RunStore,
  target: Manifest['target'],
  {
    isKnownOver,
    onOver,
  }: {readonly isKnownOver: (run: string) => boolean; readonly onOver: (run: string) => void},
): Promise<DetachedRuns> {
  const found: DetachedRun[] = []
  const unreadable: {run: string; error: MsgrError}[] = []
  for (const {run} of await store.list()) {
    const stored = store.open(run)
    if (isKnownOver(run) || (await stored.glance())?.target !== target) continue
    try {
      const {manifest, state, isDetached, until} = await readStatus(stored)
      if (state === 'done' || state === 'failed' || state === 'canceled') onOver(run)
      if (isDetached && (state === 'scheduled' || state === 'interrupted'))
        found.push({
          ...{run, page: manifest.page, dueMs: until ?? 0},
          isTakenOver: state === 'interrupted',
        })
    } catch (error) {
      if (!(error instanceof MsgrError)) throw error
      unreadable.push({run, error})
    }
  }
  // Sorting keeps the order in which those were planned that are due at the same time.
  return {found: found.sort((one, other) => one.dueMs - other.dueMs), unreadable}
}
