import type {Asking} from './asking.ts'

/** The ad account of the seed, and its campaign that sends. */
export const account = 'act_1111000000000001'
export const autumn = '6011110000000001'

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
export type Answer = any

export interface Ads extends Asking {
  /** A call as curl and the Business SDK write it: a form, whose structured fields are JSON texts. */
  readonly ad: (call: string, fields?: Readonly<Record<string, unknown>>, token?: string) => Promise<Answer>
  readonly tokens: (query?: string) => Promise<readonly Answer[]>
  readonly send: (fields?: Readonly<Record<string, unknown>>) => Promise<Answer>
  readonly adToken: string
}

export async function withAds(asking: Asking): Promise<Ads> {
  const {emulator, ask} = asking
  const {adToken = ''} = await emulator.connection()
  const ad: Ads['ad'] = async (call, fields = {}, token = adToken) => {
    const [method = 'GET', path = ''] = call.split(' ')
    const form = new URLSearchParams({access_token: token})
    for (const [name, value] of Object.entries(fields))
      if (value !== undefined) form.set(name, typeof value === 'string' ? value : JSON.stringify(value))
    const url = `${emulator.url}/${path}`
    const answer =
      method === 'GET'
        ? await fetch(`${url}${path.includes('?') ? '&' : '?'}${form}`)
        : await fetch(url, {method, body: form})
    return answer.json()
  }
  const tokens: Ads['tokens'] = async (query = 'limit=1000') =>
    (await ask(`GET /me/notification_message_tokens?${query}`)).body.data
  const send: Ads['send'] = async (fields = {}) => {
    const [first] = await tokens()
    return ad(`POST ${account}/messages`, {
      message_id: autumn,
      messenger_delivery_data: {subscription_token: first?.notification_messages_token},
      message: {text: 'Sale'},
      ...fields,
    })
  }
  return {...asking, ad, tokens, send, adToken}
}
