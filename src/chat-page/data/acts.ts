import type {ActAnswer, SendAgain} from '../../emulator/chat/view-types.ts'
import {type Asking, Refused} from './asking.ts'
import type {ChatState} from './state.ts'
import type {Store} from './store.ts'

/** What somebody who sits before the page does; each answers undefined when it was refused, which the page tells by then. */
export class Acts {
  readonly #store: Store<ChatState>
  readonly #asking: Asking

  constructor(store: Store<ChatState>, asking: Asking) {
    this.#store = store
    this.#asking = asking
  }

  /** An act of a person: `say`, `tap`, `react` … */
  act(psid: string, act: string, words: object = {}): Promise<ActAnswer | undefined> {
    return this.#told(this.#asking.ask<ActAnswer>('POST', `/_msgr/people/${psid}/${act}`, words))
  }

  /** Sends a file as a person. */
  attach(psid: string, file: File): Promise<ActAnswer | undefined> {
    const path = `/_msgr/people/${psid}/attach?name=${encodeURIComponent(file.name)}`
    return this.#told(this.#asking.ask<ActAnswer>('POST', path, file))
  }

  async change(psid: string, change: object): Promise<boolean> {
    return (await this.#told(this.#asking.ask('PATCH', `/_msgr/people/${psid}`, change))) !== undefined
  }

  /** Somebody who never wrote to the Page; their PSID. */
  async addPerson(details: object): Promise<string | undefined> {
    const page = this.#store.get().overview?.page.id
    const added = await this.#told(
      this.#asking.ask<{psid: string}>('POST', '/_msgr/people', {page, ...details}),
    )
    return added?.psid
  }

  async sendAgain(id: string, as: SendAgain['as']): Promise<boolean> {
    const words: SendAgain = {as}
    return (await this.#told(this.#asking.ask('POST', `/_msgr/activity/${id}/send`, words))) !== undefined
  }

  async moveClock(advanceMs: number): Promise<void> {
    await this.#told(this.#asking.ask('POST', '/_msgr/clock', {advanceMs}))
  }

  async #told<Answer>(asking: Promise<Answer>): Promise<Answer | undefined> {
    try {
      return await asking
    } catch (error) {
      const text = error instanceof Refused ? error.message : 'The emulator does not answer'
      this.#store.set({notice: {kind: 'error', text}})
      return undefined
    }
  }
}
