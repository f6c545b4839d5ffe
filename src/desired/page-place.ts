import {join} from 'node:path'

/** A Page at one address: at another address, the same id means another Page. */
export interface PagePlace {
  readonly stateFolder: string
  readonly target: 'platform' | 'emulator'
  readonly graphUrl: string
  readonly pageId: string
}

/** The path of a record of this kind for a Page, without the file extension. */
export function pathOfPage(
  kind: 'applied' | 'history',
  {stateFolder, target, graphUrl, pageId}: PagePlace,
): string {
  const place = target === 'emulator' ? 'emulator' : new URL(graphUrl).host.replaceAll(':', '_')
  return join(stateFolder, kind, place, pageId)
}
