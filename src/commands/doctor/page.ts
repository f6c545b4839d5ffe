import {hintOf} from '../../cli/hints/index.ts'
import {UnauthorisedError} from '../../errors.ts'
import type {Psid} from '../../platform/ids.ts'
import {PAGE_INBOX_APP_ID} from '../../platform/webhook-events.ts'
import {attempt, isRefusal, mendBy, type Patient} from './checked-page.ts'
import {type Finding, found} from './finding.ts'

/** How many conversations are looked at: the newest. */
const LOOKED_AT = 5

/**
 * Whether the Page may send. A send that names nobody can reach nobody: the platform refuses it in any case, and says first
 * what stands against the Page and the token.
 */
export async function checkSending(patient: Patient): Promise<Finding> {
  const {ok, fault, skipped} = found('sending')
  if ('error' in patient.page) return skipped('not without a token')
  const sent = await attempt(() => patient.api.graph.request('POST /{page}/messages', {}))
  if ('value' in sent || isRefusal(sent.error, 100)) return ok('a message would be looked at')
  if (isRefusal(sent.error, 10, 1893063)) {
    return fault(
      'the Page is temporarily restricted from sending',
      mendBy(
        patient,
        'msgr emulator page --restricted no',
        'appeal in the Page Quality of the Page (Professional dashboard); until then a send makes it worse',
      ),
    )
  }
  if (sent.error instanceof UnauthorisedError) return skipped('not with the token of another Page')
  return fault(sent.error.message, hintOf(sent.error))
}

/** By a label without a name, which the platform refuses in any case, and says first that the terms are open. */
export async function checkLabels(patient: Patient): Promise<Finding> {
  const {ok, fault, skipped} = found('labels')
  const {api, page} = patient
  if ('error' in page) return skipped('not without a token')
  const read = await attempt(() => api.graph.request('POST /{page}/custom_labels', {}))
  if ('value' in read || isRefusal(read.error, 100)) return ok('can be used')
  if (isRefusal(read.error, 2, 2018344)) {
    return fault(
      'the Page Contact Terms, which custom labels need, are not accepted',
      mendBy(
        patient,
        'msgr emulator page --contact-terms accepted',
        `an administrator of the Page accepts them once: https://www.facebook.com/${page.value.id}/inbox/page_contact_tos/`,
      ),
    )
  }
  if (read.error instanceof UnauthorisedError) return skipped('not with the token of another Page')
  return skipped(read.error.message)
}

/** Whether another app answers the newest conversations. */
export async function checkThreads({
  api,
  connection,
  page,
  nowMs,
}: Patient): Promise<Finding | readonly Finding[]> {
  const {ok, fault, skipped} = found('threads')
  if ('error' in page) return skipped('not without a token')
  if (connection.appId === undefined) return skipped('which app is ours is not known: MSGR_APP_ID')
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
              `${whose} controls the conversation with ${person.name ?? person.id}: what is sent is refused`,
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
    : ok(`no other app controls one of the newest ${LOOKED_AT} conversations`)
}
