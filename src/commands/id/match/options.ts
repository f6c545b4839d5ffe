import type {InvalidRowsFlags, PsidColumnFlags} from '../../../audience/file-rows.ts'

export interface MatchOptions extends InvalidRowsFlags, PsidColumnFlags {
  readonly asid?: boolean
  readonly forPage?: string
  readonly forApp?: string
  readonly from?: string
  readonly out?: string
}
