import type {Audience, AudienceNeeds, AudienceOptions} from '../../../audience/audience.ts'
import type {Subscriber} from '../../../audience/subscribers.ts'
import {Forecast} from '../../../bulk/forecast.ts'
import type {MarketingRun, MessageDraft} from '../../../bulk/manifest.ts'
import type {PlanOptions} from '../../../bulk/plan.ts'
import type {RecipientRow} from '../../../bulk/recipient-rows.ts'
import type {Schedule} from '../../../bulk/schedule.ts'
import type {Fault} from '../../../errors.ts'
import {type FindSecret, secretsAreSeen, secretsIn} from '../../../masking.ts'
import type {LetMetaFlag} from '../../shared/arguments/agree-to-budget.ts'
import type {ForceOptions} from '../../shared/arguments/force.ts'
import type {LinkTagsFlag} from '../../shared/files/link-tags.ts'
import type {MessageOptions, MessageSource} from '../../shared/files/message-source.ts'
import type {HoursFlags, RunTimes} from './hours-flags.ts'
import type {KeepColumnsFlag} from './keep-columns.ts'
import type {LeaveOutFlags} from './leave-out.ts'
import type {Spending} from './marketing/spending.ts'
import type {PaceFlags} from './pace-flags.ts'
import type {SendRefusal} from './send-refusals.ts'
import type {Via} from './server-side/via.ts'

export interface PlanningOptions
  extends MessageOptions,
    AudienceOptions,
    LeaveOutFlags,
    KeepColumnsFlag,
    LinkTagsFlag,
    PaceFlags,
    ForceOptions,
    HoursFlags,
    LetMetaFlag {
  readonly notAfter?: string
  readonly via?: Via
  readonly campaign?: string
  /** The flags of `send` alone. */
  readonly testTo?: string
  readonly split?: string
  readonly name?: string
  readonly again?: boolean
  readonly detach?: boolean
}

/** A broadcast whose recipients are not known yet. */
export interface Preparation {
  readonly plan: Omit<PlanOptions, 'write'>
  readonly audience: Audience
  /** Messages per second. */
  readonly rate: number
  readonly notAfterMs: number | undefined
  /** When it may send; undefined for always. */
  readonly schedule: Schedule | undefined
  /** What to expect of the schedule, once the people are read. */
  readonly forecast: Forecast | undefined
  /** Why `send` would not begin, besides faults of the message and of the list. */
  readonly refusals: readonly SendRefusal[]
  /** What deserves a warning although it was forced. */
  readonly warnings: readonly Fault[]
  /** The links of the message with their tags; undefined without `--link-tags`. */
  readonly links?: readonly string[] | undefined
  /** Undefined for messages of the Page. */
  readonly channel?: MarketingRun
  readonly marketing?: MarketingPlan
}

/** A message and people that no file or flag names. */
export interface GivenPlan extends MessageSource {
  readonly rows: AsyncIterable<RecipientRow>
  /** The hours that stay where the flags do not change them. */
  readonly schedule?: Schedule | undefined
}

/** What to expect of a plan with hours; undefined without. */
export function forecastOf(
  {schedule, nowMs, notAfterMs}: RunTimes,
  {rate, windowMs}: {readonly rate: number; readonly windowMs?: number | undefined},
): Forecast | undefined {
  return schedule && new Forecast({schedule, rate, nowMs, notAfterMs, windowMs})
}

/** Callbacks while the audience is read. */
export interface Watching extends Pick<AudienceNeeds, 'onExcluded' | 'onRefusal' | 'onListed'> {
  /** Receives the columns that the message uses, before the people are read. */
  readonly onColumns?: ((names: readonly string[]) => void) | undefined
  /** Called for each row of a file of `--not-to`. */
  readonly onLeftOut?: ((row: RecipientRow) => void) | undefined
}

/** What the plan of marketing messages has besides that of every broadcast. */
export interface MarketingPlan {
  readonly spending: Spending
  /** The subscriber who gets a test message; undefined before the rows are read, and when there is none. */
  readonly tester: () => Subscriber | undefined
}

/** Faults of a message that would show a secret to people. */
export function secretFaults(message: MessageDraft, find: FindSecret): Fault[] {
  return secretsIn(message, find).map(({path, secret}) => ({
    path,
    message: `holds ${secret}, ${secretsAreSeen}`,
  }))
}
