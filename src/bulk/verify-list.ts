import {MsgrError} from '../errors.ts'
import {hashOf} from '../system/file-bytes.ts'
import type {Manifest} from './manifest.ts'
import type {StoredRun} from './store.ts'

/** @throws {MsgrError} if the list of a run was changed after it was planned. */
export async function verifyRecipients(run: StoredRun, {recipients}: Manifest): Promise<void> {
  if ((await hashOf(run.list())) === recipients.hash) return
  throw new MsgrError(
    `The list of recipients of this run was changed after it was planned: ${run.places.list}`,
    {
      reason: 'planChanged',
      data: {noun: 'run'},
    },
  )
}
