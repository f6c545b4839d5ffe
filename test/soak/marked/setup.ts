import {createRequire} from 'node:module'
import {expect} from 'vitest'
import {Capture} from '../../helpers/capture.ts'
import {MARKER} from './spellings.ts'

const kept = globalThis as {markedRecord?: (kind: string, content: unknown) => void}
const {MSGR_MARKED_FOLDER: folder} = process.env

// Once a thread: test files share it.
if (kept.markedRecord === undefined) {
  const record = createRequire(import.meta.url)('./recorder.cjs')
  const keep = record({
    folder,
    marker: MARKER,
    isProgram: false,
    doing: () => {
      const {testPath, currentTestName} = expect.getState()
      return `${testPath ?? ''} > ${currentTestName ?? ''}`
    },
  })
  kept.markedRecord = keep
  const write = Capture.prototype._write
  Capture.prototype._write = function (chunk, encoding, done) {
    keep('output', chunk)
    write.call(this, chunk, encoding, done)
  }
}
