/** The default name of a Page in the settings: `Acme Shop` → `acme-shop`; its id if the name has no letters. */
export function pageNameFor({
  id,
  name = '',
}: {
  readonly id: string
  readonly name?: string | undefined
}): string {
  const word = name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
  return word === '' ? id : word
}
