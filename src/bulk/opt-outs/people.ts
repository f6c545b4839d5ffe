import {SeenIds} from '../duplicates.ts'
import {isRevocable, type OptOutEntry, type OptOutSource} from './entry.ts'
import type {NameOf, OptOutCandidate} from './opt-outs.ts'

/** Who opted out, by all entries so far. A million people take about 16 MB; whoever came back takes more, and few do. */
export class OptedOutPeople {
  /** Everybody who ever opted out. */
  readonly #everOut = new SeenIds()
  /** Of them, those who came back: whether they are back now. */
  readonly #isBack = new Map<string, boolean>()
  /** Those who are out by nothing but a source that can take it back, with that source. */
  readonly #onlyBy = new Map<string, OptOutSource>()
  /** The PSIDs of people by their names `sub_…`. */
  readonly #psids = new Map<string, string>()
  #count = 0

  apply(entry: OptOutEntry): void {
    const {event, psid, subscriber, source} = entry
    if (subscriber !== undefined) this.#psids.set(subscriber, psid)
    const isNews = this.#isOut(psid) !== (event === 'out')
    if (event === 'out' && isNews && isRevocable(source)) this.#onlyBy.set(psid, source)
    else if (event === 'in' || source !== this.#onlyBy.get(psid)) this.#onlyBy.delete(psid)
    if (!isNews) return
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

  hasCandidate({psid, token}: OptOutCandidate, nameOf: NameOf): boolean {
    if (this.#count === 0) return false
    return this.has(psid) || (token !== undefined && this.has(nameOf(token)))
  }

  /** Whether somebody ever opted out, also if they came back. */
  isKnown(psid: string): boolean {
    return this.#everOut.has(psid)
  }

  /** The one source that somebody is out by, if it can take that back: an event or a label, and nothing else. */
  onlyBy(psid: string): OptOutSource | undefined {
    return this.#onlyBy.get(psid)
  }

  /** How many are on the list now. */
  get count(): number {
    return this.#count
  }

  #isOut(id: string): boolean {
    return this.#everOut.has(id) && this.#isBack.get(id) !== true
  }
}
