/** The emulator said no, in its words. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

type Method = 'GET' | 'POST' | 'PATCH'

/** Asks the emulator that the page came from. */
export class Asking {
  #token = tokenIn(document)

  /**
   * @param body JSON, or a file as it is.
   * @throws {Refused} when it says no.
   * @throws {TypeError} when it does not answer.
   */
  async ask<Answer>(method: Method, path: string, body?: unknown): Promise<Answer> {
    const answer = await this.#send(method, path, body)
    const isStale = answer.status === 403 && method !== 'GET' && (await this.#renewToken())
    return read<Answer>(isStale ? await this.#send(method, path, body) : answer)
  }

  /** An emulator that was started again knows another token. Whether it is another one. */
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

async function read<Answer>(answer: Response): Promise<Answer> {
  const told: unknown = await answer.json().catch(() => undefined)
  if (answer.ok) return told as Answer
  const message = (told as {error?: {message?: string}} | undefined)?.error?.message
  throw new Refused(answer.status, message ?? `The emulator answered ${answer.status}`)
}
