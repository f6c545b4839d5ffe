import type {Api} from '../api/index.ts'
import type {Context} from '../context.ts'
import {nearest} from '../platform/near-miss.ts'

export {readPageFields, readPageSubscription} from '../desired/page-subscription.ts'

import {pageFieldAliases, pageFieldNames} from '../platform/webhook-events.ts'

/** The callback of the app for Pages. */
export interface Callback {
  readonly url: string
  readonly active: boolean
  readonly fields: readonly string[]
}

/** Undefined when the app has none. */
export async function readCallback({subscriptions}: Api): Promise<Callback | undefined> {
  const found = (await subscriptions.list()).find(({object}) => object === 'page')
  if (found === undefined) return undefined
  const fields = [found.fields]
    .flat()
    .flatMap(field => (typeof field === 'string' ? field : (field?.name ?? [])))
  return {url: found.callback_url, active: found.active, fields}
}

/** Field names from words and comma-separated lists. Unknown names are passed on, because the platform adds names. */
export function toFieldNames({io}: Context, words: readonly string[]): readonly string[] {
  const names = words
    .flatMap(word => word.split(','))
    .map(name => name.trim())
    .filter(name => name !== '')
  return [...new Set(names.map(name => pageFieldAliases[name] ?? name))].map(name => {
    const similar = pageFieldNames.includes(name) ? undefined : nearest(name, pageFieldNames)
    if (similar !== undefined) io.warn(`msgr knows no field ${name}; did you mean ${similar}?`)
    return name
  })
}

/** Asks before unsubscribing fields: events until they are subscribed again are not delivered. */
export async function agreeToTakeOff(
  {prompt}: Context,
  {before, wanted}: {readonly before: readonly string[]; readonly wanted: readonly string[]},
): Promise<void> {
  const lost = before.filter(name => !wanted.includes(name))
  if (lost.length > 0) await prompt.agree(`Unsubscribe the Page from ${lost.join(', ')}?`)
}
