import {createServer, request} from 'node:http'
import type {AddressInfo} from 'node:net'
import {onTestFinished} from 'vitest'

/** Stands between msgr and an emulator. */
export interface KillingProxy {
  readonly url: string
  /** How many calls came. */
  readonly calls: () => number
  /** Called once, when so many more calls have come and the last of them is not answered. */
  readonly after: (calls: number, act: () => void) => void
}

/** A server that passes every call on, and can act in the middle of one. */
export async function startKillingProxy(target: string): Promise<KillingProxy> {
  let calls = 0
  let moment: {readonly at: number; readonly act: () => void} | undefined
  const server = createServer((incoming, reply) => {
    calls += 1
    if (moment?.at === calls) moment.act()
    const {method = 'GET', url = '/', headers} = incoming
    const onward = request(new URL(url, target), {method, headers}, answer => {
      reply.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(reply)
    })
    onward.on('error', () => reply.destroy())
    incoming.pipe(onward)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => calls,
    after(more, act) {
      moment = {at: calls + more, act}
    },
  }
}
