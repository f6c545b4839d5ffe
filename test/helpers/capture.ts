import {Writable} from 'node:stream'

/** A stream that keeps everything written to it. */
export class Capture extends Writable {
  text = ''
  readonly #waiting = new Set<() => void>()

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString()
    for (const look of this.#waiting) look()
    done()
  }

  /** Stays open, like the streams of a process: a prompt ends the stream it asks on. */
  override end(): this {
    return this
  }

  /** Resolves when the text contains this. */
  holds(expected: string | RegExp): Promise<void> {
    return new Promise(resolve => {
      const look = () => {
        const isThere = typeof expected === 'string' ? this.text.includes(expected) : expected.test(this.text)
        if (!isThere) return
        this.#waiting.delete(look)
        resolve()
      }
      this.#waiting.add(look)
      look()
    })
  }
}
