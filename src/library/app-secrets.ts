import {UsageError} from '../errors.ts'

/** What the two receivers call their options. */
export interface SecretOptionNames {
  /** `appSecret` */
  readonly secret: string
  /** `requireSignature: false`: what takes deliveries that nobody signed. */
  readonly unsigned: string
}

/**
 * The secrets that deliveries have to be signed with; none only where unsigned deliveries are asked for in so many words.
 * @param given A secret, or several of which any may sign.
 * @param isUnsignedTaken Whether that was asked for.
 * @throws {UsageError} for a secret that is missing, empty or of another type: a variable that is not set must not open the webhook
 *   to everybody.
 */
export function checkedSecrets(
  given: unknown,
  isUnsignedTaken: boolean,
  names: SecretOptionNames,
): readonly string[] {
  if (given === undefined && isUnsignedTaken) return []
  const flaw = flawOf(given)
  if (flaw === undefined) return [given].flat() as readonly string[]
  throw new UsageError(
    `A webhook checks who signed a delivery with the app secret, and ${names.secret} ${flaw}`,
    {
      reason: 'noWebhookSecret',
      hint: `Is its environment variable set? To take unsigned deliveries, which anybody can send: ${names.unsigned}`,
    },
  )
}

function flawOf(given: unknown): string | undefined {
  if (given === undefined || given === null) return 'is not set'
  if (!Array.isArray(given)) return flawOfOne(given)
  if (given.length === 0) return 'is an empty list'
  const flaw = given.map(flawOfOne).find(each => each !== undefined)
  return flaw && `has an entry that ${flaw}`
}

function flawOfOne(secret: unknown): string | undefined {
  if (secret === undefined || secret === null) return 'is not set'
  if (typeof secret !== 'string') return 'is not a text'
  if (secret.trim() === '') return 'is empty'
  // What a template makes of a variable that is not set.
  return ['undefined', 'null'].includes(secret) ? `is the text ${secret}` : undefined
}
