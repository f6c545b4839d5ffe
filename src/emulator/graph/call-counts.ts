import {remember} from '../../system/remember.ts'

/** How often a call was made since the emulator started. */
export interface CallCount {
  /** `POST /{id}/label`: ids are not distinguished. A batch is `POST / (batch)`. */
  readonly call: string
  readonly times: number
}

export interface CallSums {
  readonly requests: number
  readonly operations: number
  readonly calls: readonly CallCount[]
}

/** Limits memory for clients that make up paths: further forms only count in the totals. */
const MOST_FORMS = 1_000

/** Counts the Graph API calls as they arrive, whatever the answer. */
export class CallCounts {
  readonly #calls = new Map<string, number>()
  #requests = 0
  #operations = 0

  /** @param batch the operations, when the request is a batch. */
  count(method: string, path: string, batch?: unknown): void {
    const call = batch === undefined ? `${method} ${formOf(path)}` : 'POST / (batch)'
    const times = this.#calls.get(call)
    if (times !== undefined || this.#calls.size < MOST_FORMS) this.#calls.set(call, (times ?? 0) + 1)
    this.#requests += 1
    this.#operations += Array.isArray(batch) ? batch.length : 1
  }

  /** A batch is one request with several operations; any other request is one operation. */
  list(): CallSums {
    const calls = [...this.#calls].map(([call, times]) => ({call, times}))
    return {requests: this.#requests, operations: this.#operations, calls}
  }
}

const formOf = remember(path => {
  const form = path
    .replace(/(?<!\/)\/+v\d+\.\d+(?=\/|$)/, '')
    .replaceAll(/(?<!\/)\/+(t_|m_)?\d[^/]*/g, '/{id}')
  return form === '' ? '/' : form
})
