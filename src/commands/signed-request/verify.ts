import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {ConfigError, type ExitCode, exitCodes} from '../../errors.ts'
import {type SignedRequest, verifySignedRequest} from '../../platform/signature.ts'
import type {View} from '../../terminal/view.ts'
import {durationOption, parseDuration} from '../shared/arguments/duration.ts'
import {addExamples} from '../shared/wording/examples.ts'

/** The content of a signed request, or why it is invalid: then nothing of it is shown. */
export type Verified =
  | {readonly valid: true; readonly ageSeconds: number | undefined; readonly payload: SignedRequest}
  | {readonly valid: false; readonly reason: string}

interface Options {
  readonly maxAge?: string
}

export function declare(command: Command): void {
  command
    .argument('<text>', 'the signed_request from getContext; - reads standard input')
    .addOption(
      durationOption(
        '--max-age <duration>',
        'refuse an older request; a server should allow a few minutes: 5m',
      ),
    )
    .addHelpText(
      'after',
      `
Uses the secret of the app whose id was passed to getContext: MSGR_APP_SECRET, or appSecret of the Page in the project
file. Exits with 1 if the text is forged, too old or not a signed request.
`,
    )
  addExamples(command, 'pbpaste | msgr signed-request verify - --json')
}

export async function run(context: Context, text: string, {maxAge}: Options): Promise<Verified> {
  const {appSecret} = await context.connection()
  if (appSecret === undefined) {
    throw new ConfigError('A signed request is checked with the app secret, but none is known', {
      hint: 'Set MSGR_APP_SECRET, or appSecret of the Page in the project file: msgr help config',
    })
  }
  const maxAgeSeconds =
    maxAge === undefined ? Number.POSITIVE_INFINITY : parseDuration(maxAge, '--max-age') / 1000
  const given = text === '-' ? await context.io.readText('-') : text
  const nowMs = context.clock.now()
  const check = verifySignedRequest(given, appSecret, {maxAgeSeconds, nowMs})
  if (!check.isValid) return {valid: false, reason: check.reason}
  const {issued_at: issuedAt} = check.payload
  const ageSeconds = issuedAt === undefined ? undefined : Math.floor(nowMs / 1000) - issuedAt
  return {valid: true, ageSeconds, payload: check.payload}
}

export const exitCode = ({valid}: Verified): ExitCode => (valid ? exitCodes.done : exitCodes.failed)

export const view: View<Verified> = (verified, {bad}) => {
  if (!verified.valid) return bad(`Not valid: ${verified.reason}.`)
  const {payload, ageSeconds} = verified
  return {
    columns: ['key', 'value'],
    rows: [
      ...Object.entries(payload).map(([key, value]) => [key, String(value)]),
      ['age', ageSeconds === undefined ? 'unknown' : `${ageSeconds} s`],
    ],
  }
}
