import type {Ask, Method} from '../../emulator/control/calls.ts'

/** The emulator refused a call; the message says why. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Makes calls to the emulator that served the page. */
export class Asking {
  #token = tokenIn(document)

  /**
   * Makes one call below `/_msgr/`. Throws {Refused} when the emulator refuses it, and a {TypeError} when it does not answer.
   */
  readonly ask: Ask = (method, path, ...[body]) =>
    this.#call(method, `/_msgr/${path}`, body) as Promise<never>

  async #call(method: Method, path: string, body: unknown): Promise<unknown> {
    const answer = await this.#send(method, path, body)
    const isStale = answer.status === 403 && method !== 'GET' && (await this.#renewToken())
    return read(isStale ? await this.#send(method, path, body) : answer)
  }

  /** Fetches the token again: a restarted emulator has another one. Returns whether it changed. */
  async #renewToken(): Promise<boolean> {
    const html = await (await fetch('/')).text()
    const fresh = tokenIn(new DOMParser().parseFromString(html, 'text/html'))
    const isOther = fresh !== this.#token
    this.#token = fresh
    return isOther
  }

  #send(method: Method, path: string, body: unknown): Promise<Response> {
    const isFile = body instanceof File
    const contentType = isFile ? body.type || 'application/octet-stream' : 'application/json'
    if (method === 'GET') return fetch(path)
    return fetch(path, {
      method,
      headers: {'x-msgr-token': this.#token, 'content-type': contentType},
      body: isFile ? body : JSON.stringify(body ?? {}),
    })
  }
}

const tokenIn = (page: Document): string =>
  page.querySelector<HTMLMetaElement>('meta[name=msgr-token]')?.content ?? ''

async function read(answer: Response): Promise<unknown> {
  const body: unknown = await answer.json().catch(() => undefined)
  if (answer.ok) return body
  const message = (body as {error?: {message?: string}} | undefined)?.error?.message
  throw new Refused(answer.status, message ?? `The emulator answered ${answer.status}`)
}
