import {hintOf} from '../../cli/hints/index.ts'
import {UnauthorisedError} from '../../errors.ts'
import type {Psid} from '../../platform/ids.ts'
import {PAGE_INBOX_APP_ID} from '../../platform/webhook-events.ts'
import {attempt, type CheckedPage, isRefusal, mendBy} from './checked-page.ts'
import {type Finding, found} from './finding.ts'

/** The number of newest conversations to check. */
const LOOKED_AT = 5

/**
 * Whether the Page may send. A message without a recipient reaches nobody: the platform always refuses it, but reports first
 * what is wrong with the Page and the token.
 */
export async function checkSending(checkedPage: CheckedPage): Promise<Finding> {
  const {ok, fault, skipped} = found('sending')
  if ('error' in checkedPage.page) return skipped('needs a token')
  const sent = await attempt(() => checkedPage.api.graph.request('POST /{page}/messages', {}))
  if ('value' in sent || isRefusal(sent.error, 100)) return ok('the Page may send messages')
  if (isRefusal(sent.error, 10, 1893063)) {
    return fault(
      'the Page is temporarily restricted from sending',
      mendBy(
        checkedPage,
        'msgr emulator page --restricted no',
        'appeal under Page Quality of the Page (Professional dashboard); until then, sending makes it worse',
      ),
    )
  }
  if (sent.error instanceof UnauthorisedError) return skipped('the token belongs to another Page')
  return fault(sent.error.message, hintOf(sent.error))
}

/** Creates a label without a name: the platform always refuses it, but reports first that the terms are not accepted. */
export async function checkLabels(checkedPage: CheckedPage): Promise<Finding> {
  const {ok, fault, skipped} = found('labels')
  const {api, page} = checkedPage
  if ('error' in page) return skipped('needs a token')
  const read = await attempt(() => api.graph.request('POST /{page}/custom_labels', {}))
  if ('value' in read || isRefusal(read.error, 100)) return ok('can be used')
  if (isRefusal(read.error, 2, 2018344)) {
    return fault(
      'the Page Contact Terms, which custom labels require, are not accepted',
      mendBy(
        checkedPage,
        'msgr emulator page --contact-terms accepted',
        `an administrator of the Page must accept them once: https://www.facebook.com/${page.value.id}/inbox/page_contact_tos/`,
      ),
    )
  }
  if (read.error instanceof UnauthorisedError) return skipped('the token belongs to another Page')
  return skipped(read.error.message)
}

/** Whether another app answers the newest conversations. */
export async function checkThreads({
  api,
  connection,
  page,
  nowMs,
}: CheckedPage): Promise<Finding | readonly Finding[]> {
  const {ok, fault, skipped} = found('threads')
  if ('error' in page) return skipped('needs a token')
  if (connection.appId === undefined) return skipped('your app is not known: set MSGR_APP_ID')
  const {appId} = connection
  const read = await attempt(async () => {
    const others: Finding[] = []
    let seen = 0
    for await (const {participants} of api.conversations.list({limit: LOOKED_AT})) {
      const person = participants?.data.find(({id}) => id !== page.value.id)
      if (person !== undefined) {
        const owner = await api.threadControl.owner(person.id as Psid)
        const isOver = (owner?.expiration ?? Number.POSITIVE_INFINITY) * 1000 < nowMs
        if (owner !== undefined && owner.app_id !== appId && !isOver) {
          const whose =
            owner.app_id === undefined
              ? 'another app'
              : owner.app_id === PAGE_INBOX_APP_ID
                ? 'the inbox of the Page'
                : `the app ${owner.app_id}`
          others.push(
            fault(
              `${whose} controls the conversation with ${person.name ?? person.id}: your messages are refused`,
              `msgr thread take ${person.id}`,
            ),
          )
        }
      }
      seen += 1
      if (seen === LOOKED_AT) break
    }
    return others
  })
  if ('error' in read) return skipped(read.error.message)
  return read.value.length > 0
    ? read.value
    : ok(`no other app controls any of the newest ${LOOKED_AT} conversations`)
}
