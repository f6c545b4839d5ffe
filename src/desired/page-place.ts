import {join} from 'node:path'

/** A Page at one address: one id means another Page at another address. */
export interface PagePlace {
  readonly stateFolder: string
  readonly target: 'platform' | 'emulator'
  readonly graphUrl: string
  readonly pageId: string
}

/** Where something of this kind is kept of a Page, without the ending of a file. */
export function pathOfPage(
  kind: 'applied' | 'history',
  {stateFolder, target, graphUrl, pageId}: PagePlace,
): string {
  const place = target === 'emulator' ? 'emulator' : new URL(graphUrl).host.replaceAll(':', '_')
  return join(stateFolder, kind, place, pageId)
}
