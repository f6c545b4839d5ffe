import type {Signing} from '../../webhook/outgoing/signed-request.ts'

export interface TriggerOptions {
  readonly to?: string
  readonly list?: boolean
  readonly set?: readonly string[]
  readonly edit?: boolean
  readonly count?: string
  readonly rate?: string
  readonly batch?: string
  readonly dashboard?: boolean
  readonly signature: Signing
  readonly asIs?: boolean
}
