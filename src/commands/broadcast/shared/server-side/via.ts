import {type Command, Option} from 'commander'
import {UsageError} from '../../../../errors.ts'
import {broadcastMessagesRoutes as routes} from '../../../../platform/broadcast-messages.ts'
import type {BroadcastId} from '../../../../platform/ids.ts'
import {isNumericId} from '../../../../platform/ids.ts'
import {declareForce, type ForceOptions} from '../../../shared/arguments/force.ts'

/** How people are reached: by the platform's own broadcasts, which ended, or by marketing messages; else by messages of the Page. */
export type Via = 'broadcast-api' | 'marketing'

export interface ViaOptions extends ForceOptions {
  /** `broadcast-api` selects the platform's own broadcasts instead of the runs of msgr; `marketing` only runs of marketing messages. */
  readonly via?: Via
}

/** @param marketing what `marketing` means for the command */
export function viaOption(marketing = 'only runs of marketing messages'): Option {
  const about = `broadcast-api: the platform's old broadcasts instead of the runs of msgr; marketing: ${marketing}`
  return new Option('--via <api>', about).choices(['broadcast-api', 'marketing'])
}

/** The runs that `--via` selects; undefined for all. */
export const channelNamed = (via: Via | undefined): 'marketing' | undefined =>
  via === 'marketing' ? via : undefined

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
