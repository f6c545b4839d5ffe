import type {PageState} from './page.ts'
import {addPage, addPageToken} from './seed.ts'
import type {State} from './state.ts'

const cities =
  'Amsterdam Basel Cologne Dublin Edinburgh Florence Geneva Helsinki Innsbruck Jena Kraków Lisbon Madrid Naples Oslo Porto Riga Seville Tallinn Utrecht Vienna Warsaw Zürich'.split(
    ' ',
  )

const FIRST_ID = 109_876_543_211_001n

/**
 * Adds Pages without people, with a token of each app, to the Pages of everybody who administers one. The same calls on a fresh
 * state add the same Pages.
 */
export function seedPages(state: State, count: number, nowMs: number): readonly PageState[] {
  const added: PageState[] = []
  for (let number = 0; added.length < count; number += 1) {
    const id = String(FIRST_ID + BigInt(number))
    if (state.pages[id] !== undefined) continue
    const round = Math.floor(number / cities.length)
    const name = `Acme ${cities[number % cities.length]}${round === 0 ? '' : ` ${round + 1}`}`
    const page = addPage(state, id, name, 'Shopping & Retail')
    for (const app of Object.values(state.apps)) addPageToken(state, app.id, page.id, nowMs)
    added.push(page)
  }
  for (const user of Object.values(state.users))
    state.users[user.id] = {...user, pageIds: [...user.pageIds, ...added.map(({id}) => id)]}
  return added
}
