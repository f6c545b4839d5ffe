import {readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {MsgrError} from '../../errors.ts'
import {explainSystemError} from '../../system/errors.ts'
import {writeWhole} from '../../system/whole-file.ts'
import type {RequestKind, RunRequests} from '../store.ts'

/** Requests to the process that sends a run, in files beside its journal. */
export const requestsIn = (folder: string): RunRequests => ({
  async read(kind) {
    try {
      return JSON.parse(await readFile(fileOf(folder, kind), 'utf8'))
    } catch {
      return undefined
    }
  },
  /** Appears whole or not at all. A power failure ends the sender too, so it need not outlive one. */
  async write(kind, request) {
    const text = `${JSON.stringify(request)}\n`
    try {
      await writeWhole(fileOf(folder, kind), text, {mode: 0o600, isDurable: false})
    } catch (cause) {
      const why = explainSystemError(cause)?.message ?? String(cause)
      throw new MsgrError(`The process that sends the run cannot be asked for anything: ${why}`, {cause})
    }
  },
  remove: kind => rm(fileOf(folder, kind), {force: true}),
})

const fileOf = (folder: string, kind: RequestKind) => join(folder, `${kind}.json`)
