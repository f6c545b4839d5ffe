import {type Command, Option} from 'commander'
import type {Context} from '../../../context.ts'
import {type Signing, signings} from '../../../webhook/outgoing/signed-request.ts'

export function declareSignature(command: Command): void {
  command.addOption(
    new Option('--signature <kind>', 'how to sign it').choices([...signings]).default('valid'),
  )
}

/** How to sign: without an app secret, the requested signature is impossible, which causes a warning. */
export function chooseSigning({io}: Context, wanted: Signing, appSecret: string | undefined): Signing {
  if (appSecret !== undefined || wanted === 'none' || wanted === 'wrong') return wanted
  io.warn('No app secret is known: the event is sent unsigned (MSGR_APP_SECRET)')
  return 'none'
}
