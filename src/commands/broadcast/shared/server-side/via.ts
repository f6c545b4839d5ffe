import {type Command, Option} from 'commander'
import {UsageError} from '../../../../errors.ts'
import {broadcastMessagesRoutes as routes} from '../../../../platform/broadcast-messages.ts'
import type {BroadcastId} from '../../../../platform/ids.ts'
import {isNumericId} from '../../../../platform/ids.ts'
import {declareForce, type ForceOptions} from '../../../shared/arguments/force.ts'

export interface ViaOptions extends ForceOptions {
  /** Selects the platform's own broadcasts instead of the runs of msgr. */
  readonly via?: 'broadcast-api'
}

export function viaOption(): Option {
  const about = "broadcast-api: the platform's old broadcasts instead of the runs of msgr"
  return new Option('--via <api>', about).choices(['broadcast-api'])
}

/** Declares `--via broadcast-api` with `--force`, and says when that API ended. */
export function declareVia(command: Command, {isNeeded = false} = {}): Command {
  return declareForce(command.addOption(viaOption().makeOptionMandatory(isNeeded)), routes.list)
}

/** @throws {UsageError} if it does not have the form of an id. */
export function parseBroadcastId(text: string): BroadcastId {
  if (isNumericId(text)) return text as BroadcastId
  throw new UsageError(`${text} is not the id of a broadcast`, {
    hint: 'It is a number: msgr broadcast list --via broadcast-api',
  })
}
