import {asFields, asText, type Fields} from '../conversation/fields.ts'
import {type Asking, Refused} from './asking.ts'

/** Who gets it, and from which Page. */
export interface Recipient {
  readonly psid: string
  readonly pageId: string
}

/**
 * Makes a call of the Send API as the Page, with the token that the emulator holds.
 * @param body without the recipient.
 * @returns the platform's sentence with its numbers when it refused the call; undefined when it took it.
 */
export async function sendAsPage(
  asking: Asking,
  {psid, pageId}: Recipient,
  body: Fields,
): Promise<string | undefined> {
  try {
    const answer = await asking.ask('POST', 'graph', {
      method: 'POST',
      path: '/me/messages',
      page: pageId,
      body: {...body, recipient: {id: psid}},
    })
    return answer.status < 400 ? undefined : sentenceOf(answer.status, asFields(answer.body))
  } catch (error) {
    return error instanceof Refused ? error.message : 'The emulator does not answer'
  }
}

function sentenceOf(status: number, body: Fields): string {
  const {message, code, error_subcode: subcode} = asFields(body['error'])
  const numbers = [code, subcode].filter(number => number !== undefined).join('/')
  return `${asText(message) ?? `The call was answered with ${status}`}${numbers === '' ? '' : ` · ${numbers}`}`
}
