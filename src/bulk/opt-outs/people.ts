import {SeenIds} from '../duplicates.ts'
import type {OptOutEntry} from './entry.ts'

/** Who opted out, by all entries so far. A million people take about 16 MB; whoever came back takes more, and few do. */
export class OptedOutPeople {
  /** Everybody who ever opted out. */
  readonly #everOut = new SeenIds()
  /** Of them, those who came back: whether they are back now. */
  readonly #isBack = new Map<string, boolean>()
  /** The PSIDs of people by their names `sub_…`. */
  readonly #psids = new Map<string, string>()
  #count = 0

  apply({event, psid, subscriber}: OptOutEntry): void {
    if (subscriber !== undefined) this.#psids.set(subscriber, psid)
    if (this.#isOut(psid) === (event === 'out')) return
    this.#count += event === 'out' ? 1 : -1
    const isNew = event === 'out' && this.#everOut.add(psid)
    if (!isNew) this.#isBack.set(psid, event === 'in')
  }

  /** @param id A PSID or a name `sub_…`. */
  has(id: string): boolean {
    if (this.#isOut(id)) return true
    const psid = this.#psids.get(id)
    return psid !== undefined && this.#isOut(psid)
  }

  /** How many are on the list now. */
  get count(): number {
    return this.#count
  }

  #isOut(id: string): boolean {
    return this.#everOut.has(id) && this.#isBack.get(id) !== true
  }
}
