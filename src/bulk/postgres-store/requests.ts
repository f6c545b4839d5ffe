import type {Query} from '../../store/connection.ts'
import type {RunRequests} from '../store.ts'

/** Requests to the process that sends a run, in its row. */
export const requestsOf = (query: Query, run: string): RunRequests => ({
  async read(kind) {
    const [row] = await query<{request: unknown}>(
      'select requests -> $2 as request from msgr.run where run = $1',
      [run, kind],
    )
    return row?.request ?? undefined
  },
  async write(kind, request) {
    await query('update msgr.run set requests = requests || $2::jsonb where run = $1', [
      run,
      JSON.stringify({[kind]: request}),
    ])
  },
  async remove(kind) {
    await query('update msgr.run set requests = requests - $2 where run = $1 and requests ? $2', [run, kind])
  },
})
