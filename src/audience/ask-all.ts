import type {BatchResult} from '../api/core/graph-client.ts'
import type {Context} from '../context.ts'
import {GraphError, NetworkError} from '../errors.ts'

/** How many times a question without an answer is asked. */
const MAX_TRIES = 4
const FIRST_DELAY_MS = 500

/** What the platform answered about a person, or why it did not; `mayPass` when a later try may succeed. */
export type AskResult<Answer> =
  | {readonly answer: Answer}
  | {readonly failed: string; readonly mayPass: boolean}

/** Asks about many people, in order; asking again is harmless, so questions without an answer are repeated. */
export async function askAll<Person, Answer>(
  {clock, signal}: Pick<Context, 'clock' | 'signal'>,
  people: readonly Person[],
  ask: (people: readonly Person[]) => Promise<readonly BatchResult<Answer>[]>,
): Promise<readonly AskResult<Answer>[]> {
  const answers = new Map<Person, AskResult<Answer>>()
  for (let tries = 1; ; tries++) {
    const open = people.filter(person => !answers.has(person))
    const results = await unlessUnanswered(open, ask)
    for (const [index, person] of open.entries()) {
      const result = results[index] ?? {kind: 'unfinished'}
      if (result.kind === 'done') answers.set(person, {answer: result.answer})
      else if (tries === MAX_TRIES || !mayPass(result))
        answers.set(person, {failed: reasonOf(result), mayPass: mayPass(result)})
    }
    const all = people.flatMap(person => answers.get(person) ?? [])
    if (all.length === people.length) return all
    await clock.sleep(FIRST_DELAY_MS * 2 ** (tries - 1), signal)
  }
}

/** A call without a response answered about nobody. */
async function unlessUnanswered<Person, Answer>(
  people: readonly Person[],
  ask: (people: readonly Person[]) => Promise<readonly BatchResult<Answer>[]>,
): Promise<readonly BatchResult<Answer>[]> {
  try {
    return await ask(people)
  } catch (error) {
    if (error instanceof NetworkError && error.sent === 'maybe')
      return people.map(() => ({kind: 'failed', error}))
    throw error
  }
}

type Open = Exclude<BatchResult<unknown>, {kind: 'done'}>

const mayPass = (result: Open): boolean => result.kind === 'unfinished' || result.error.retryable

function reasonOf(result: Open): string {
  if (result.kind === 'unfinished') return 'the platform ran out of time before this call'
  return result.error instanceof GraphError || result.error instanceof NetworkError
    ? result.error.message
    : String(result.error)
}
