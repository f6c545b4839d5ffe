import {PlatformError} from '../errors.ts'
import type {Answer} from './dispatch.ts'
import {readJsonPath} from './json-path.ts'

/** One operation of a batch, as sent. */
export type Operation = Readonly<Record<string, unknown>>

/** The outcome of an operation: answered, or not carried out because one it depends on failed. */
type Outcome = Answer | 'not run'

/** `{result=first:$.data.*.id}` in the address or the body of an operation. */
const reference = /\{result=([^:{}]+):(\$[^{}]*)\}/g

/**
 * Carries out operations one by one, each after those it depends on. The outcomes are in the order of the request.
 * @throws {PlatformError} before anything is done, for a dependency on a missing operation, or a circular one.
 * Source: https://developers.facebook.com/docs/graph-api/batch-requests
 */
export async function runInOrder(
  operations: readonly Operation[],
  carryOut: (operation: Operation) => Promise<Answer>,
): Promise<readonly Outcome[]> {
  const byName = new Map(operations.map(operation => [operation['name'], operation]))
  const order = inOrderOfNeed(operations, byName)
  const outcomes = new Map<Operation, Outcome>()
  for (const operation of order) {
    const outcomeOf = (name: string): Outcome => outcomes.get(byName.get(name) ?? {}) ?? 'not run'
    const mayRun = needsOf(operation).every(name => hasSucceeded(outcomeOf(name)))
    outcomes.set(operation, mayRun ? await runOne(operation, outcomeOf, carryOut) : 'not run')
  }
  return operations.map(operation => outcomes.get(operation) ?? 'not run')
}

/** Whether the platform omits the answer of an operation: by default if another one depends on it and it succeeded. */
export function isOmitted(operation: Operation, operations: readonly Operation[], outcome: Outcome): boolean {
  if (outcome === 'not run') return true
  const isNeeded = operations.some(other => needsOf(other).includes(String(operation['name'])))
  const asked = operation['omit_response_on_success']
  return hasSucceeded(outcome) && (asked === undefined ? isNeeded : String(asked) === 'true')
}

async function runOne(
  operation: Operation,
  outcomeOf: (name: string) => Outcome,
  carryOut: (operation: Operation) => Promise<Answer>,
): Promise<Answer> {
  const fill = (text: unknown): unknown =>
    typeof text !== 'string'
      ? text
      : text.replaceAll(reference, (_, name: string, path: string) => {
          const outcome = outcomeOf(name)
          const values = outcome === 'not run' ? [] : readJsonPath(outcome.body, path)
          return values.map(value => encodeURIComponent(String(value))).join(',')
        })
  try {
    const {relative_url: url, body} = operation
    return await carryOut({
      ...operation,
      relative_url: fill(url),
      ...(body === undefined ? {} : {body: fill(body)}),
    })
  } catch (error) {
    if (error instanceof PlatformError)
      return {status: error.status, body: error.toBody(), version: undefined}
    throw error
  }
}

/** The names of the operations that one depends on. */
function needsOf(operation: Operation): readonly string[] {
  const {depends_on: dependsOn, relative_url: url, body} = operation
  const referred = [url, body].flatMap(text =>
    typeof text === 'string' ? [...text.matchAll(reference)].map(([, name = '']) => name) : [],
  )
  return typeof dependsOn === 'string' ? [dependsOn, ...referred] : referred
}

function inOrderOfNeed(
  operations: readonly Operation[],
  byName: ReadonlyMap<unknown, Operation>,
): readonly Operation[] {
  const placed = new Set<Operation>()
  const place = (operation: Operation, needing: readonly Operation[]): void => {
    if (placed.has(operation)) return
    if (needing.includes(operation)) throw refusal('Circular dependency between the operations of the batch')
    for (const name of needsOf(operation)) {
      const needed = byName.get(name)
      if (needed === undefined) throw refusal(`No operation of the batch has the name ${name}`)
      place(needed, [...needing, operation])
    }
    placed.add(operation)
  }
  for (const operation of operations) place(operation, [])
  return [...placed]
}

const hasSucceeded = (outcome: Outcome): boolean => outcome !== 'not run' && outcome.status < 400

const refusal = (message: string) => new PlatformError(100, message, {type: 'GraphBatchException'})
