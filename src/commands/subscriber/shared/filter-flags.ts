import {type Command, Option} from 'commander'
import type {SubscriberListOptions} from '../../../api/resources/subscribers.ts'
import type {Context} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'
import {type CustomAudienceId, isNumericId} from '../../../platform/ids.ts'
import {
  notificationTokenLimits,
  type OptInSource,
  optInSources,
} from '../../../platform/notification-message-tokens.ts'
import {completedOption} from '../../shared/arguments/completed.ts'
import {parsePastMoment} from '../../shared/arguments/duration.ts'
import {targetNow} from '../../shared/arguments/target-time.ts'

/** Which subscribers are listed. */
export interface FilterFlags {
  readonly eligible?: boolean
  readonly optInSource?: OptInSource
  readonly since?: string
  readonly until?: string
  readonly audience?: string
}

export function declareFilters<Declared extends Command>(command: Declared): Declared {
  command
    .option('--eligible', 'only those who can get a marketing message now, as far as the platform shows it')
    .addOption(
      new Option('--opt-in-source <source>', 'only those who subscribed this way').choices(optInSources),
    )
    .option('--since <day>', 'only those who subscribed from then on: 2026-11-01, 30d ago, or an ISO time')
    .option('--until <day>', 'only those who subscribed up to then, in the same form')
    .addOption(
      completedOption(
        {listOf: 'audiences'},
        '--audience <ids>',
        `only those of these custom audiences, comma-separated; with fewer than ${notificationTokenLimits.fewestOfAudience} matches the platform shows nobody`,
      ),
    )
  return command
}

type ListFilter = Pick<SubscriberListOptions, 'optInSource' | 'since' | 'until' | 'customAudienceIds'>

/** What is asked of the platform, and what msgr decides itself. @throws {UsageError} for what is not a time or an id */
export async function toFilter(
  context: Context,
  {eligible = false, optInSource, since, until, audience}: FilterFlags,
): Promise<ListFilter & {readonly eligible: boolean}> {
  const customAudienceIds = audience?.split(',').map(id => {
    if (isNumericId(id.trim())) return id.trim() as CustomAudienceId
    throw new UsageError(`--audience ${id} is not the id of a custom audience`, {
      hint: 'The id is the number that msgr subscriber import printed, and that the Ads Manager shows',
    })
  })
  const nowMs = since === undefined && until === undefined ? 0 : await targetNow(context)
  const [from, to] = [toSeconds(since, '--since', nowMs), toSeconds(until, '--until', nowMs)]
  if (from !== undefined && to !== undefined && from > to)
    throw new UsageError(`--since ${since} is after --until ${until}`)
  return {eligible, optInSource, since: from, until: to, customAudienceIds}
}

function toSeconds(text: string | undefined, flag: string, nowMs: number): number | undefined {
  return text === undefined ? undefined : Math.floor(parsePastMoment(text, flag, nowMs) / 1000)
}

/** Printed instead of an empty list; names what it was filtered by. */
export function noSubscribers({eligible, optInSource, since, until, audience}: FilterFlags): string {
  const filters = [
    eligible === true && 'can get a marketing message now',
    optInSource !== undefined && `subscribed by ${optInSource}`,
    since !== undefined && `subscribed since ${since}`,
    until !== undefined && `subscribed until ${until}`,
    audience !== undefined && `is of the audience ${audience}`,
  ].filter(each => each !== false)
  return filters.length === 0
    ? 'The Page has no subscribers. Ask people who wrote: msgr subscriber ask <psid> --title "Our offers"'
    : `No subscriber ${filters.join(' and ')}.`
}
