import type {Transport} from '../../../api/core/transport.ts'
import {createUndiciTransport} from '../../../api/core/undici-transport.ts'
import {type Api, type ApiOptions, createApi} from '../../../api/index.ts'
import type {FailpointHit} from '../../../bulk/failpoints.ts'

/** The calls of a connection, with failpoints where a run can break off during a request. */
export function createBreakingApi(options: ApiOptions, hit: FailpointHit): Api {
  return createApi({...options, transport: breaking(hit)})
}

/** Sends each body in two halves and sees each answer before any other code. */
function breaking(hit: FailpointHit): Transport {
  const transport = createUndiciTransport()
  return async request => {
    const {body} = request
    const halves = async function* () {
      const bytes = Buffer.from(typeof body === 'string' ? body : '')
      yield bytes.subarray(0, bytes.length >> 1)
      // The first half is written by then.
      await new Promise(resolve => setTimeout(resolve, 5))
      hit('request-half-written')
      yield bytes.subarray(bytes.length >> 1)
    }
    const response = await transport(typeof body === 'string' ? {...request, body: halves} : request)
    hit('answer-lost')
    return response
  }
}
