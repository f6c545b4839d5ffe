import {hostname, userInfo} from 'node:os'
import {pid} from 'node:process'
import {gitHubJob} from '../../../config/github.ts'
import type {Context} from '../../../context.ts'
import {openRecordFile} from '../../../desired/applied-record.ts'
import {type LastApplied, lastAppliedIn} from '../../../desired/last-applied.ts'
import {placeOf} from '../arguments/run-page.ts'

/**
 * What msgr last left on the Page of the context: from this machine, or, where the settings name a store, from any.
 * @param known its id, if known.
 */
export async function lastAppliedOf(context: Context, known?: string): Promise<LastApplied> {
  const [place, store] = await Promise.all([placeOf(context, known), context.store()])
  if (store === undefined) return lastAppliedIn(await openRecordFile(place))
  const {openStoredRecord} = await import('../../../desired/stored-record.ts')
  const record = await openStoredRecord(store, place, {holder: holderName(context)})
  context.onExit(record.close)
  return lastAppliedIn(record)
}

/** How others see who is changing the Page. */
function holderName({io}: Context): string {
  const process = `${userInfo().username}@${hostname()}, process ${pid}`
  const {environment} = io
  const [repository, run] = [environment['GITHUB_REPOSITORY'], environment['GITHUB_RUN_ID']]
  const isJob = gitHubJob(environment) !== undefined && repository !== undefined && run !== undefined
  return isJob ? `run ${run} of ${repository}` : process
}
