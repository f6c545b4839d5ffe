import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {MsgrError} from '../../../errors.ts'
import {urlAt} from '../../../system/host-url.ts'
import type {MetricsAddress} from './metrics-address.ts'
import {METRICS_TYPE, metricsText} from './metrics-text.ts'
import type {WorkMetrics} from './work-metrics.ts'

export interface MetricsServer {
  /** `http://127.0.0.1:9464` */
  readonly url: string
  readonly close: () => Promise<void>
}

/**
 * Answers `/metrics` for Prometheus and `/healthz` for whatever restarts the worker, until it is closed.
 * @throws {MsgrError} if the address cannot be had.
 */
export async function serveMetrics(
  metrics: Pick<WorkMetrics, 'all' | 'health'>,
  {host, port}: MetricsAddress,
): Promise<MetricsServer> {
  const server = createServer((request, response) => answer(metrics, request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'another program uses it' : error.message
      reject(
        new MsgrError(`Metrics cannot be served at ${urlAt(host, port)}: ${why}`, {
          hint: 'Choose another port: --metrics 0 takes any free one',
          cause: error,
        }),
      )
    })
    server.listen(port, host, resolve)
  })
  return {
    url: urlAt(host, (server.address() as AddressInfo).port),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function answer(
  metrics: Pick<WorkMetrics, 'all' | 'health'>,
  {method, url = '/'}: IncomingMessage,
  response: ServerResponse,
): void {
  const plain = (status: number, text: string, type = 'text/plain; charset=utf-8') =>
    response.writeHead(status, {'content-type': type, 'cache-control': 'no-store'}).end(text)
  const path = url.replace(/\?.*$/, '')
  if (path !== '/metrics' && path !== '/healthz') plain(404, 'There are /metrics and /healthz\n')
  else if (method !== 'GET' && method !== 'HEAD') plain(405, 'Only GET is answered\n')
  else if (path === '/metrics') plain(200, metricsText(metrics.all()), METRICS_TYPE)
  else plain(metrics.health.isWell ? 200 : 503, `${metrics.health.text}\n`)
}
