import type {Remedy} from '../../emulator/chat/status-types.ts'
import type {ActAnswer, Editable} from '../../emulator/chat/view-types.ts'
import type {PersonDetails} from '../../emulator/control/protocol.ts'
import type {ResendOptions, SentAgain} from '../../emulator/events/resend.ts'
import {type Asking, Refused} from './asking.ts'
import {mend} from './remedies.ts'
import type {ChatState} from './state.ts'
import type {Store} from './store.ts'

/** The developer's actions; each returns undefined when it was refused, which the page has shown by then. */
export class Acts {
  readonly #store: Store<ChatState>
  readonly #asking: Asking

  constructor(store: Store<ChatState>, asking: Asking) {
    this.#store = store
    this.#asking = asking
  }

  /** An act of a person: `say`, `tap`, `react` … */
  act(psid: string, act: string, words: object = {}): Promise<ActAnswer | undefined> {
    return this.#reporting(this.#asking.ask('POST', `people/${psid}/${act}`, {...words}))
  }

  /** Sends a file as a person. */
  attach(psid: string, file: File): Promise<ActAnswer | undefined> {
    const name = encodeURIComponent(file.name)
    return this.#reporting(this.#asking.ask('POST', `people/${psid}/attach?name=${name}`, file))
  }

  async change(psid: string, change: PersonDetails): Promise<boolean> {
    return (await this.#reporting(this.#asking.ask('PATCH', `people/${psid}`, change))) !== undefined
  }

  /** Adds a person who has never written to the Page; returns their PSID. */
  async addPerson(details: PersonDetails): Promise<string | undefined> {
    const page = this.#store.get().overview?.page.id
    const added = await this.#reporting(this.#asking.ask('POST', 'people', {page, ...details}))
    return added?.psid
  }

  async deletePerson(psid: string): Promise<boolean> {
    return (await this.#reporting(this.#asking.ask('DELETE', `people/${psid}`))) !== undefined
  }

  /** Sends an event of the log again, or makes a call of it again. */
  sendAgain(id: string, as: ResendOptions['as']): Promise<SentAgain | undefined> {
    return this.#reporting(this.#asking.ask('POST', `activity/${id}/send`, {as}))
  }

  /** The same, edited. @throws {Refused} when the emulator refuses the edits; the page shows that beside them. */
  sendEdited(id: string, edits: Editable): Promise<SentAgain> {
    return this.#asking.ask('POST', `activity/${id}/send`, edits)
  }

  /** Does what the emulator offers against a trouble. */
  async mend(remedy: Remedy): Promise<boolean> {
    return (await this.#reporting(mend(this.#asking, remedy).then(() => true))) === true
  }

  /** Switches the emulator's echo bot on for the shown Page, or off. */
  async setEchoBot(isOn: boolean): Promise<void> {
    const page = this.#store.get().overview?.page.id
    await this.#reporting(this.#asking.ask('POST', 'echo-bot', {isOn, page}))
  }

  /** Makes a person new to the Page. */
  async startOver(psid: string): Promise<boolean> {
    return (await this.#reporting(this.#asking.ask('POST', `chat/${psid}/start-over`))) !== undefined
  }

  async moveClock(advanceMs: number): Promise<void> {
    await this.#reporting(this.#asking.ask('POST', 'clock', {advanceMs}))
  }

  async #reporting<Answer>(asking: Promise<Answer>): Promise<Answer | undefined> {
    try {
      return await asking
    } catch (error) {
      const text = error instanceof Refused ? error.message : 'The emulator does not answer'
      this.#store.set({notice: {kind: 'error', text}})
      return undefined
    }
  }
}
