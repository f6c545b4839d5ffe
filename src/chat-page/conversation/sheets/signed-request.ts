/** The content of a signed request: the JSON of its second half. Undefined for any other text. */
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
