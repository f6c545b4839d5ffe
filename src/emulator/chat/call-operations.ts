import {toItem, toText} from '../../platform/loose-json.ts'
import type {CallRecord} from '../events/activity-log.ts'
import {type paramsOf, type ReadCall, readCall} from './call-params.ts'

/** The calls of a batch, in order; any other call by itself. A body that cannot be read has no parameters. */
export function operationsOf(record: CallRecord): readonly ReadCall[] {
  const call = readCall(record)
  const {batch} = call.params
  return call.path === '/' && Array.isArray(batch) ? batch.map(toItem).map(readOperation) : [call]
}

/** One operation of a batch as the call it stands for. */
export function readOperation(operation: ReturnType<typeof toItem>): ReadCall {
  return readCall({
    method: toText(operation['method'])?.toUpperCase() ?? 'GET',
    target: `/${toText(operation['relative_url'])?.replace(/^\//, '') ?? ''}`,
    body: bodyOf(operation['body']),
    rawHeaders: ['content-type', 'application/x-www-form-urlencoded'],
  })
}

function bodyOf(body: unknown): Parameters<typeof paramsOf>[0]['body'] {
  if (typeof body === 'string') return Buffer.from(body)
  return Buffer.from(body === undefined || body === null ? '' : JSON.stringify(body))
}
