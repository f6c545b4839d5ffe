import {setTimeout as sleep} from 'node:timers/promises'
import type {ConnectionInfo} from '../control/connections.ts'
import {borrowCallback, returnCallback} from '../control/lent-callback.ts'
import type {World} from '../world.ts'
import {openReceiver, type Receiver} from './receiver.ts'
import {answeredFields, answerTo, type BotEvent} from './replies.ts'

/** How long the bot types before it answers, in ms. */
const TYPING_MS = 300

export interface EchoBotOptions {
  readonly world: World
  /** How to act for a Page. */
  readonly connection: (page?: string) => ConnectionInfo
  /** The address of the emulator, where the bot makes its calls. */
  readonly url: () => string
}

/**
 * The bot that is part of the emulator. To the platform it is like any other: a callback that gets signed events, and calls
 * over HTTP with the token of the Page. There is one; it answers for one Page at a time.
 */
export class EchoBot {
  readonly #options: EchoBotOptions
  #receiver: Receiver | undefined
  #pageId = ''
  /** The end of the answers to each person, which come one after the other. */
  readonly #answering = new Map<string, Promise<void>>()

  constructor(options: EchoBotOptions) {
    this.#options = options
  }

  /** Borrows the callback of the app for a Page, by name or id; default: the first one. */
  async start(page: string | undefined): Promise<void> {
    this.stop()
    const {world, connection} = this.#options
    const {appId, pageId, appSecret, verifyToken} = connection(page)
    const receiver = await openReceiver({verifyToken, appSecret, onEvent: event => this.#receive(event)})
    this.#receiver = receiver
    this.#pageId = pageId
    try {
      await borrowCallback(world, {
        appId,
        pageId,
        url: receiver.url,
        verifyToken,
        fields: answeredFields,
        isEchoBot: true,
      })
    } catch (error) {
      this.stop()
      throw error
    }
  }

  /** Puts the former callback back. Answers that are due are dropped. */
  stop(): void {
    const receiver = this.#receiver
    this.#receiver = undefined
    if (receiver === undefined) return
    returnCallback(this.#options.world, receiver.url)
    receiver.close()
  }

  #receive(event: BotEvent): void {
    const psid = event.sender?.id
    const message = answerTo(event)
    if (psid === undefined || message === undefined) return
    const before = this.#answering.get(psid) ?? Promise.resolve()
    const answered = before.then(() => this.#answer(psid, message)).catch(() => {})
    this.#answering.set(psid, answered)
    void answered.then(() => {
      if (this.#answering.get(psid) === answered) this.#answering.delete(psid)
    })
  }

  async #answer(psid: string, message: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#call({recipient: {id: psid}, sender_action: 'typing_on'})
    await sleep(TYPING_MS, undefined, {ref: false})
    await this.#call({recipient: {id: psid}, messaging_type: 'RESPONSE', message})
  }

  /** A refusal is in the log, as that of any bot. */
  async #call(body: Readonly<Record<string, unknown>>): Promise<void> {
    if (this.#receiver === undefined) return
    const {connection, url} = this.#options
    const {pageToken, apiVersion} = connection(this.#pageId)
    await fetch(`${url()}/${apiVersion}/me/messages`, {
      method: 'POST',
      headers: {authorization: `Bearer ${pageToken}`, 'content-type': 'application/json'},
      body: JSON.stringify(body),
    }).then(answer => answer.arrayBuffer())
  }
}

/** Ends loans of an echo bot that ended with its process; returns whether there was one. */
export function endLostEchoBots(world: World): void {
  for (const {lent} of Object.values(world.state.apps))
    if (lent?.isEchoBot === true) returnCallback(world, lent.url)
}
