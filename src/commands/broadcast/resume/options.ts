import type {HoursFlags} from '../shared/hours-flags.ts'
import type {PaceFlags, WaitFlag} from '../shared/pace-flags.ts'
import type {RunViaFlag} from '../shared/run-argument.ts'

export interface ResumeOptions extends PaceFlags, WaitFlag, RunViaFlag, HoursFlags {
  readonly detach?: boolean
  readonly inDoubt: 'leave' | 'check' | 'resend'
  readonly echoes?: string
  readonly acceptCopy?: boolean
}
