import {
  type Fields,
  missingFaults,
  type PersonalText,
  parsePersonalText,
} from '../../../bulk/personal-text.ts'
import {unknownInProfiles} from '../../../bulk/unknown-names.ts'
import type {Context} from '../../../context.ts'
import {type Input, InvalidInputError, isJudged} from '../../../errors.ts'
import {isObject} from '../../../platform/fields-schema.ts'
import {toPsid} from '../../../platform/ids.ts'
import type {Message, SendRequest} from '../../../platform/messages.ts'
import {profileNames} from '../../../platform/users.ts'

/** A request whose message contains names of the person, such as `{{first_name|there}}`. */
export interface PersonalRequest {
  /** An example of the request, to check it before any profile is read. */
  readonly example: SendRequest
  /** With the names of the person. @throws {InvalidInputError} if one of them is not known and has no fallback. */
  readonly fill: () => Promise<SendRequest>
}

/**
 * The placeholders for names in the message of a request; undefined when there are none.
 * @throws {InvalidInputError} for a name that no profile has, and for braces that do not start a placeholder.
 */
export function toPersonal(
  context: Context,
  request: SendRequest,
  input: Input,
): PersonalRequest | undefined {
  const message: unknown = isObject(request) ? request.message : undefined
  if (!isObject(message) || !JSON.stringify(message).includes('{{')) return undefined
  const text = parsePersonalText({message: message as Message})
  const faults = [...text.faults, ...unknownInProfiles(text)]
  if (faults.length > 0) throw new InvalidInputError(input, faults)
  const sample = Object.fromEntries(text.names.map(name => [name, 'x']))
  return {
    example: {...request, ...text.fill(sample)},
    fill: async () => ({...request, ...(await fillFor(context, {request, text, input}))}),
  }
}

type PersonalMessage = PersonalText<{readonly message: Message}>

async function fillFor(
  context: Context,
  {
    request: {recipient},
    text,
    input,
  }: {readonly request: SendRequest; readonly text: PersonalMessage; readonly input: Input},
): Promise<{readonly message: Message}> {
  const psid = 'id' in recipient ? toPsid(String(recipient.id)) : undefined
  const fields = psid === undefined || text.names.length === 0 ? {} : await namesOf(context, psid)
  const missing = missingFaults(text, fields)
  if (missing.length > 0) throw new InvalidInputError(input, missing)
  return text.fill(fields)
}

/** The names in the profile; empty when the platform does not show them. */
async function namesOf(context: Context, psid: NonNullable<ReturnType<typeof toPsid>>): Promise<Fields> {
  const {users} = await context.api()
  try {
    const {name = '', first_name = '', last_name = ''} = await users.get(psid, profileNames)
    return {name, first_name, last_name}
  } catch (error) {
    if (isJudged(error)) return {}
    throw error
  }
}
