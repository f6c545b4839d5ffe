import {describe, expect, test} from 'vitest'
import {createProgress} from '../../src/terminal/progress.ts'
import {Capture} from '../helpers/capture.ts'

function progressOn({isTerminal = false, isQuiet = false} = {}) {
  let now = 0
  const stderr = Object.assign(new Capture(), {
    isTTY: true,
    columns: 80,
    cursorTo() {},
    clearLine() {},
    moveCursor() {},
  })
  const said: string[] = []
  const progress = createProgress({
    streams: {stderr},
    isTerminal,
    isQuiet,
    hasColour: false,
    clock: {now: () => now, sleep: async () => {}},
    line: text => said.push(text),
  })
  return {
    progress,
    said,
    stderr,
    pass: (ms: number) => {
      now += ms
    },
  }
}

describe('progress', () => {
  test('is a line every five seconds where there is no terminal', () => {
    const {progress, said, pass} = progressOn()

    const bar = progress.start('Sending')
    for (let sent = 1; sent <= 12; sent++) {
      pass(1_000)
      bar.update(`${sent} of 12`)
    }
    bar.stop('Sent 12')

    expect(said).toEqual(['Sending: 5 of 12', 'Sending: 10 of 12', 'Sent 12'])
  })

  test('is redrawn on a terminal, and leaves its end', async () => {
    const {progress, said, stderr} = progressOn({isTerminal: true})

    const bar = progress.start('Sending')
    await stderr.holds('Sending')
    bar.update('3 of 12')
    await stderr.holds('Sending: 3 of 12')
    bar.stop('Sent 12')

    expect(said).toEqual(['Sent 12'])
  })

  test('that was drawn already is taken away when a stream begins', async () => {
    const {progress, stderr} = progressOn({isTerminal: true})
    const bar = progress.start('Sending')
    await stderr.holds('Sending')

    progress.keepStill()
    const drawn = stderr.text.length
    bar.update('3 of 12')
    await new Promise(resolve => setTimeout(resolve, 200))

    expect(stderr.text.slice(drawn)).toBe('')
  })

  test('is nothing under --quiet, and while a stream is printed', () => {
    const quiet = progressOn({isQuiet: true})
    const still = progressOn()
    still.progress.keepStill()

    for (const {progress, pass} of [quiet, still]) {
      const bar = progress.start('Sending')
      pass(10_000)
      bar.update('3 of 12')
      bar.stop('Sent')
    }

    expect([...quiet.said, ...still.said]).toEqual([])
  })
})
