import type {PaceFlags, WaitFlag} from '../shared/pace-flags.ts'
import type {RunViaFlag} from '../shared/run-argument.ts'

export interface ResumeOptions extends PaceFlags, WaitFlag, RunViaFlag {
  readonly inDoubt: 'leave' | 'check' | 'resend'
  readonly echoes?: string
  readonly acceptCopy?: boolean
}
