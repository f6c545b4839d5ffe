/** What a Page is called in the settings unless somebody says otherwise: `Acme Shop` → `acme-shop`; one without letters by its id. */
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
