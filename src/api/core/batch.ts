import {GraphError, NetworkError} from '../../errors.ts'
import {MAX_BATCH_OPERATIONS, type Params, type Route} from '../../platform/route.ts'
import {type CallNames, readAnswer} from './failures.ts'
import {layOut, toQuery, withQuery} from './layout.ts'
import {isTooMuchData} from './less-data.ts'

export interface BatchOperation {
  readonly route: Route
  readonly params?: Params | undefined
}

/**
 * What became of one operation of a batch: `unfinished` when the platform ran out of time before it, `failed` with a
 * NetworkError of `sent: 'maybe'` when nobody knows.
 */
export type BatchResult<Answer> =
  | {readonly kind: 'done'; readonly answer: Answer}
  | {readonly kind: 'failed'; readonly error: GraphError | NetworkError}
  | {readonly kind: 'unfinished'}

/** One operation as the platform takes it. Source: https://developers.facebook.com/docs/graph-api/batch-requests */
export interface WireOperation {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly relative_url: string
  /** URL-encoded. */
  readonly body?: string
}

/** What each answer must have, and how to keep secrets out of what is said about it. */
type OperationNames = Pick<CallNames, 'mask' | 'needs'>

/** Makes one batch call and returns the array of its answer. */
export type MakeBatch = (operations: readonly WireOperation[]) => Promise<unknown>

/**
 * One result for each operation, in order. Reads that are too much data for the platform go fewer to a call.
 * @throws {GraphError | NetworkError} when the first call fails as a whole; nothing was done then, or nobody knows.
 */
export async function runBatches<Answer>(
  operations: readonly BatchOperation[],
  makeBatch: MakeBatch,
  names: OperationNames,
): Promise<readonly BatchResult<Answer>[]> {
  const results: BatchResult<Answer>[] = []
  let most = MAX_BATCH_OPERATIONS
  while (results.length < operations.length) {
    const chunk = operations.slice(results.length, results.length + most)
    try {
      const answers = await makeBatch(chunk.map(toWire))
      results.push(
        ...chunk.map((operation, index) => toResult<Answer>(operation, itemAt(answers, index), names)),
      )
    } catch (error) {
      if (chunk.length > 1 && chunk.every(isRead) && (await isTooMuchData(error))) {
        most = Math.ceil(chunk.length / 2)
        continue
      }
      const isKnown = error instanceof GraphError || error instanceof NetworkError
      if (!isKnown || results.length === 0) throw error
      const rest = operations.length - results.length
      results.push(...Array.from({length: rest}, () => ({kind: 'failed', error}) as const))
    }
  }
  return results
}

const isRead = ({route}: BatchOperation) => route.startsWith('GET ')

function toWire({route, params = {}}: BatchOperation): WireOperation {
  const {method, path, params: rest} = layOut(route, params)
  if (method === 'POST') return {method, relative_url: path, body: toQuery(rest)}
  return {method, relative_url: withQuery(path, rest)}
}

function itemAt(answers: unknown, index: number): unknown {
  return Array.isArray(answers) ? answers[index] : undefined
}

function toResult<Answer>(
  {route, params = {}}: BatchOperation,
  item: unknown,
  names: OperationNames,
): BatchResult<Answer> {
  if (typeof item !== 'object' || item === null) return {kind: 'unfinished'}
  const {code, body} = item as {code?: unknown; body?: unknown}
  const {method, path} = layOut(route, params)
  const response = {
    status: Number(code),
    headers: {},
    body: typeof body === 'string' ? body : (JSON.stringify(body) ?? ''),
  }
  try {
    return {kind: 'done', answer: readAnswer(response, {...names, route: `${method} /${path}`}) as Answer}
  } catch (error) {
    if (error instanceof GraphError) return {kind: 'failed', error}
    throw error
  }
}
