/** What a signed request says: the JSON of its second half. Undefined when it is none. */
export function readSignedRequest(signed: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const half = signed.split('.')[1] ?? ''
    const bytes = Uint8Array.from(atob(half.replaceAll('-', '+').replaceAll('_', '/')), each =>
      each.charCodeAt(0),
    )
    return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>
  } catch {
    return undefined
  }
}
