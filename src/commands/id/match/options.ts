import type {InvalidRowsFlags} from '../../../audience/file-rows.ts'
import type {PsidColumnFlags} from '../../../audience/list-flags.ts'

export interface MatchOptions extends InvalidRowsFlags, PsidColumnFlags {
  readonly asid?: boolean
  readonly forPage?: string
  readonly forApp?: string
  readonly from?: string
  readonly out?: string
}
