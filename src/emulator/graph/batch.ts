import {isObject} from '../../platform/fields-schema.ts'
import {MAX_BATCH_OPERATIONS} from '../../platform/route.ts'
import {PlatformError} from '../errors.ts'
import {isOmitted, type Operation, runInOrder} from './batch-dependencies.ts'
import {decodeText} from './decode.ts'
import {type Answer, type DispatchOptions, dispatch, type RawCall} from './dispatch.ts'
import {fromPairs, overridden, withTextIds} from './spelling.ts'

/**
 * Answers `POST /` with `batch`: each operation like a separate call, the results in the order of the request.
 * Source: https://developers.facebook.com/docs/graph-api/batch-requests
 */
export async function answerBatch(raw: RawCall, options: DispatchOptions): Promise<Answer> {
  try {
    const operations = readOperations(raw.params['batch'])
    const withHeaders = String(raw.params['include_headers'] ?? true) !== 'false'
    const outcomes = await runInOrder(operations, operation => answerOne(operation, raw, options))
    const results = outcomes.map((outcome, index) => {
      const isLeftOut = outcome === 'not run' || isOmitted(operations[index] ?? {}, operations, outcome)
      return isLeftOut ? null : toResult(outcome, withHeaders)
    })
    return {status: 200, body: results, version: undefined}
  } catch (error) {
    if (error instanceof PlatformError)
      return {status: error.status, body: error.toBody(), version: undefined}
    throw error
  }
}

function readOperations(batch: unknown): readonly Operation[] {
  if (!Array.isArray(batch)) throw new PlatformError(100, '(#100) param batch must be an array.')
  if (batch.length === 0) throw new PlatformError(100, '(#100) param batch must be non-empty.')
  if (batch.length > MAX_BATCH_OPERATIONS) {
    throw new PlatformError(
      100,
      `Too many requests in batch message. Maximum batch size is ${MAX_BATCH_OPERATIONS}`,
      {
        type: 'GraphBatchException',
      },
    )
  }
  return batch as Operation[]
}

async function answerOne(operation: Operation, raw: RawCall, options: DispatchOptions): Promise<Answer> {
  const relative = String(operation['relative_url'] ?? '')
  const url = new URL(relative.startsWith('/') ? relative : `/${relative}`, raw.origin)
  const body = operation['body']
  const {access_token, appsecret_proof, appsecret_time} = raw.params
  const shared = Object.fromEntries(
    Object.entries({access_token, appsecret_proof, appsecret_time}).filter(
      ([, value]) => value !== undefined,
    ),
  )
  const own = operation['access_token']
  const params = withTextIds({
    ...(typeof own === 'string' ? {access_token: own} : shared),
    ...fromPairs(url.searchParams),
    ...paramsIn(body),
  })
  return dispatch(
    overridden({
      method: String(operation['method'] ?? 'GET').toUpperCase(),
      path: url.pathname,
      params,
      files: filesOf(operation, raw),
      bearer: typeof own === 'string' ? undefined : raw.bearer,
      origin: raw.origin,
    }),
    options,
  )
}

/** A form, as documented, or JSON like the body of any other call, as text or as a value. */
function paramsIn(body: unknown): RawCall['params'] {
  if (typeof body === 'string') return body === '' ? {} : decodeText(body, true)
  return isObject(body) ? body : {}
}

function filesOf(operation: Operation, raw: RawCall): RawCall['files'] {
  const names = String(operation['attached_files'] ?? '').split(',')
  return raw.files.filter(({part}) => names.includes(part)).map(file => ({...file, part: 'filedata'}))
}

function toResult({status, body, headers: usage = {}}: Answer, withHeaders: boolean): unknown {
  const headers = [
    {name: 'Content-Type', value: 'application/json; charset=UTF-8'},
    ...Object.entries(usage).map(([name, value]) => ({name, value})),
  ]
  return {code: status, ...(withHeaders ? {headers} : {}), body: JSON.stringify(body)}
}
