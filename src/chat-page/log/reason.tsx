import type {JSX} from 'preact'
import type {ActivityDetail} from '../../emulator/chat/view-types.ts'
import {Icon} from '../conversation/icons.tsx'
import {Offers} from '../conversation/offers.tsx'

/** Why an entry failed, in the words of the platform or of the callback; the first thing to read about it. */
export function Reason({
  of: {error, undelivered, name, offers},
}: {
  readonly of: ActivityDetail
}): JSX.Element | null {
  if (undelivered !== undefined)
    return (
      <div class="reason quiet">
        <p>{undeliveredText(name, undelivered)}</p>
        <Offers of={offers ?? []} />
      </div>
    )
  if (error === undefined) return null
  const {code, subcode, message} = error
  return (
    <div class="reason">
      <Icon name="warn" />
      <div class="reason-words">
        <p>{message}</p>
        {code !== undefined && (
          <p class="reason-numbers digits">
            Code {code}
            {subcode !== undefined && `, subcode ${subcode}`}
          </p>
        )}
      </div>
    </div>
  )
}

function undeliveredText(name: string, why: NonNullable<ActivityDetail['undelivered']>): string {
  if (why.reason === 'no-webhook')
    return 'No app has a webhook: nobody received this event. This is what would be sent.'
  if (why.reason === 'not-in-control')
    return `${why.owner} controls the conversation, and no other app may see ${name}. This is what would be sent.`
  const levels = why.missingAt.map(level => (level === 'app' ? 'the app' : 'the Page')).join(' and ')
  return `The field ${why.field} is not subscribed for ${levels}: nobody received this event. This is what would be sent.`
}
