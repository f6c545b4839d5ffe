/*
 * The compiler is the test: `tsc` fails here when the protocol of `/_msgr/` stops being kept on either side. Each line below an
 * `@ts-expect-error` must not compile; nothing of this file runs.
 */
import type {Ask, EndpointAt} from '../../../src/emulator/control/calls.ts'
import type {Handlers} from '../../../src/emulator/control/handler.ts'
import type {Clock, Limits, Protocol} from '../../../src/emulator/control/protocol.ts'
import type {Person} from '../../../src/emulator/state/person.ts'

type Same<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false
const same = <_Check extends true>(): void => {}

/** The endpoint is found by the path, whatever is filled in. */
export const endpoints = (): void => {
  same<Same<EndpointAt<'GET', 'chat'>, 'GET chat'>>()
  same<Same<EndpointAt<'GET', 'chat?page=1'>, 'GET chat'>>()
  same<Same<EndpointAt<'GET', 'chat/6411'>, 'GET chat/{psid}'>>()
  same<Same<EndpointAt<'GET', `chat/${string}?before=${string}&limit=50`>, 'GET chat/{psid}'>>()
  same<Same<EndpointAt<'POST', `people/${string}/${string}`>, 'POST people/{psid}/{act}'>>()
  same<Same<EndpointAt<'POST', `activity/${string}/send`>, 'POST activity/{id}/send'>>()
  same<Same<EndpointAt<'POST', `activity/${string}/${string}`>, never>>()
  same<Same<EndpointAt<'POST', 'faults/clear'>, 'POST faults/clear'>>()
  same<Same<EndpointAt<'GET', 'faults/clear'>, never>>()
  // What is not JSON is asked for in another way.
  same<Same<EndpointAt<'GET', 'stream'>, never>>()
}

export const answers = async (admin: Ask, psid: string): Promise<void> => {
  same<Same<Awaited<ReturnType<typeof clock>>, Clock>>()
  const clock = () => admin('GET', 'clock')
  const people: readonly Person[] = await admin('GET', `people?page=${psid}`)
  const {messages} = await admin('GET', `chat/${psid}?limit=50`)
  void [people, messages[0]?.mid]
  // @ts-expect-error a field that the answer does not have
  void (await clock()).offset
  // @ts-expect-error a field of another answer
  void (await admin('GET', 'limits')).now
  // @ts-expect-error a type that the field does not have
  const startedMs: number = (await admin('GET', 'summary')).startedAt
  void startedMs
}

export const calls = (admin: Ask, psid: string): void => {
  void admin('POST', 'clock', {advanceMs: 1})
  void admin('POST', 'reset')
  void admin('POST', `people/${psid}/attach?name=a.png&reply_to=${psid}`, new Blob([]))
  // @ts-expect-error no such endpoint
  void admin('GET', 'health/of/it')
  // @ts-expect-error no such method of it
  void admin('PATCH', 'clock', {advanceMs: 1})
  // @ts-expect-error a path of which nothing is known
  void admin('GET', psid)
  // @ts-expect-error no such parameter
  void admin('GET', `chat/${psid}?most=50`)
  // @ts-expect-error no such field of the body
  void admin('POST', 'limits', {rate: true})
  // @ts-expect-error a field of the body with another type
  void admin('POST', 'limits', {rates: 'off'})
  // @ts-expect-error the body is missing
  void admin('POST', 'seed')
  // @ts-expect-error it takes no body
  void admin('POST', 'reset', {})
}

export const handlers = (limits: Limits): void => {
  const handler = {
    'GET limits': () => limits,
    'POST clock': ({world}, {json}) => {
      const {advanceMs} = json()
      return {now: String(advanceMs), offsetMs: world.now()}
    },
    'GET chat/{psid}': (_admin, {ids, query}) => {
      void [ids.psid, query.before]
      // @ts-expect-error an id that the path does not have
      void ids.id
      // @ts-expect-error a parameter that the endpoint does not take
      void query.most
      throw new Error()
    },
  } satisfies Partial<Handlers>
  void handler
  void ({
    // @ts-expect-error a field of the answer is missing
    'GET clock': () => ({now: ''}),
    // @ts-expect-error the answer has another type
    'POST reset': () => ({ok: false}),
  } satisfies Partial<Handlers>)
  void ({
    'POST pages': (_admin, {json}) => {
      // @ts-expect-error a field that the body does not have
      void json().title
      // @ts-expect-error nothing is known of the value before it is judged
      const likes: number = json().likes
      throw new Error(String(likes))
    },
  } satisfies Partial<Handlers>)
  void ({
    // @ts-expect-error no such endpoint
    'GET weather': () => ({}),
  } satisfies Partial<Handlers>)
}

/** An endpoint either answers JSON or has a content type of its own. */
export const media = (): void => {
  type Plain = {
    [Key in keyof Protocol]: Protocol[Key] extends {answer: unknown} | {media: string} ? never : Key
  }[keyof Protocol]
  same<Same<Plain, never>>()
}
