import type {Person} from './person.ts'
import type {State} from './state.ts'

/** The same human on several Pages, by the account behind them. Made when first asked for: few ask, and people are many. */
const known = new WeakMap<State['people'], Map<string, readonly Person[]>>()

/** Everybody who is the human of an account. */
export function peopleOfAccount({people}: State, accountId: string): readonly Person[] {
  let byAccount = known.get(people)
  if (byAccount === undefined) {
    byAccount = new Map()
    for (const person of people.values()) {
      if (person.accountId === undefined) continue
      byAccount.set(person.accountId, [...(byAccount.get(person.accountId) ?? []), person])
    }
    known.set(people, byAccount)
  }
  return byAccount.get(accountId) ?? []
}

/** To be called after people were added. */
export function forgetAccounts({people}: State): void {
  known.delete(people)
}
