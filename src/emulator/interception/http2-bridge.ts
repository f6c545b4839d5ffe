import http from 'node:http'
import http2, {type Http2Server} from 'node:http2'

/** Headers of HTTP/1.1 only; HTTP/2 forbids them. */
const connectionHeaders = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'proxy-connection']

/** Answers an HTTP/2 call with the emulator's answer to the same call over HTTP/1.1. */
export function createHttp2Bridge(emulatorUrl: string): Http2Server {
  return http2.createServer((request, response) => {
    const headers = Object.entries(request.headers).filter(([name]) => !name.startsWith(':'))
    const call = http.request(new URL(request.url, emulatorUrl), {
      method: request.method,
      headers: {...Object.fromEntries(headers), host: request.authority},
      agent: false,
    })
    call.on('response', answer => {
      const kept = Object.entries(answer.headers).filter(([name]) => !connectionHeaders.includes(name))
      response.writeHead(answer.statusCode ?? 502, Object.fromEntries(kept))
      answer.pipe(response)
    })
    call.on('error', () => request.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR))
    request.on('aborted', () => call.destroy())
    request.pipe(call)
  })
}
