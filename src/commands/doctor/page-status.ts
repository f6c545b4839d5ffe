import {restrictionEndMs, restrictionsAt} from '../../platform/page-status.ts'
import {attempt, type CheckedPage, mendBy} from './checked-page.ts'
import {type Finding, found} from './finding.ts'

/** Whether the platform has restricted the Page, until when and why; `sending` says whether that keeps it from sending. */
export async function checkPageStatus(checkedPage: CheckedPage): Promise<Finding> {
  const {ok, fault, warning, skipped} = found('page status')
  const {api, page, targetNowMs} = checkedPage
  if ('error' in page) return skipped('needs a token')
  const read = await attempt(() => api.pageStatus.get())
  if ('error' in read) return skipped(read.error.message)
  const types = (read.value.violations ?? []).map(({type}) => type ?? 'unknown').join(', ')
  const [first] = restrictionsAt(read.value, targetNowMs)
  if (first === undefined)
    return types === ''
      ? ok('not restricted')
      : warning(`not restricted, but flagged for: ${types}`, 'msgr page status')
  const endMs = restrictionEndMs(first)
  const until =
    endMs === undefined ? 'without an end' : `until ${new Date(endMs).toISOString().slice(0, 16)}Z`
  return fault(
    `restricted ${until}: ${first.feature ?? 'a feature'}${types === '' ? '' : ` (${types})`}`,
    mendBy(checkedPage, 'msgr emulator page --restricted no', 'msgr page status'),
  )
}
