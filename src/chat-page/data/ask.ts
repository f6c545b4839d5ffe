/** A request that the emulator refused, in its words. */
export class Refused extends Error {}

let token = tokenIn(document)

/** The token that the page came with; another start of the emulator has another. */
function tokenIn(page: Document): string {
  return page.querySelector<HTMLMetaElement>('meta[name="msgr-token"]')?.content ?? ''
}

/** Takes the token of the emulator that runs now. */
export async function renewToken(): Promise<void> {
  const html = await (await fetch('/')).text()
  token = tokenIn(new DOMParser().parseFromString(html, 'text/html'))
}

/**
 * Asks the emulator under `/_msgr/`.
 * @throws {Refused} when it says no; anything else when nobody answers.
 */
export async function ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const isFile = body instanceof Blob
  const answer = await fetch(`/_msgr/${path}`, {
    method,
    headers: {
      'x-msgr-token': token,
      ...(body === undefined
        ? {}
        : {'content-type': isFile ? body.type || 'application/octet-stream' : 'application/json'}),
    },
    body: body === undefined ? null : isFile ? body : JSON.stringify(body),
  })
  const told = (await answer.json()) as {readonly error?: {readonly message?: string}}
  if (!answer.ok) throw new Refused(told.error?.message ?? `The emulator answered ${answer.status}`)
  return told as Answer
}
