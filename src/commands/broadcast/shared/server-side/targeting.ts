import type {Command} from 'commander'
import {resolveLabel} from '../../../../audience/find-label.ts'
import type {Context} from '../../../../context.ts'
import {type Fault, InvalidInputError, UsageError} from '../../../../errors.ts'
import {
  type BroadcastTargeting,
  type LabelPredicate,
  labelOperators,
} from '../../../../platform/broadcast-messages.ts'
import type {LabelId} from '../../../../platform/ids.ts'
import {completedOption} from '../../../shared/arguments/completed.ts'
import {madeOf, readPlaced} from '../../../shared/files/placed-document.ts'

export interface TargetingOptions {
  readonly label?: string
  readonly notLabel?: readonly string[]
  readonly targeting?: string
}

/** Declares the flags that exclude people from a server-side broadcast or select them by nested labels. */
export function declareTargeting(command: Command): Command {
  return command.addOption(
    completedOption(
      'files',
      '--targeting <file>',
      'JSON or YAML with operator (AND, OR, NOT) and values (Broadcast API)',
    ),
  )
}

/**
 * The people that the flags select, with the ids of the labels; empty for everybody.
 * @throws {UsageError} if they contradict each other, or the file contains no predicate.
 */
export async function toTargeting(
  context: Context,
  {label, notLabel = [], targeting: file}: TargetingOptions,
): Promise<BroadcastTargeting> {
  if (file !== undefined) {
    if (label !== undefined || notLabel.length > 0)
      throw new UsageError('--targeting already selects the labels', {
        hint: 'Leave out --label and --not-label',
      })
    return {targeting: {labels: await readPredicate(context, file)}}
  }
  const resolve = await resolver(context, label !== undefined || notLabel.length > 0)
  const wanted = label === undefined ? [] : [await resolve(label)]
  const unwanted: LabelId[] = []
  for (const name of notLabel) unwanted.push(await resolve(name))
  const [only] = wanted
  if (unwanted.length > 0) return {targeting: {labels: toPredicate(wanted, unwanted)}}
  return only === undefined ? {} : {custom_label_id: only}
}

/** With all of the first labels and none of the second. */
function toPredicate(wanted: readonly LabelId[], unwanted: readonly LabelId[]): LabelPredicate {
  const none: LabelPredicate = {operator: 'NOT', values: unwanted}
  return wanted.length === 0 ? none : {operator: 'AND', values: [...wanted, none]}
}

type Resolve = (nameOrId: string) => Promise<LabelId>

async function resolver(context: Context, isNeeded: boolean): Promise<Resolve> {
  const api = isNeeded ? await context.api() : undefined
  return async nameOrId =>
    api === undefined ? (nameOrId as LabelId) : await resolveLabel(context, api, nameOrId)
}

/** A predicate from a file, which may name labels; a whole `{labels: …}` is accepted too. */
async function readPredicate(context: Context, file: string): Promise<LabelPredicate> {
  const {data, input} = await readPlaced(context, file)
  const isWhole = isObject(data) && 'labels' in data
  const written = isWhole ? data['labels'] : data
  const faults = predicateFaults(written, '')
  if (faults.length > 0)
    throw new InvalidInputError(isWhole ? madeOf(input, inLabels => ['labels', ...inLabels]) : input, faults)
  return resolveAll(written as WrittenPredicate, await resolver(context, true))
}

interface WrittenPredicate {
  readonly operator: LabelPredicate['operator']
  readonly values: readonly (string | number | WrittenPredicate)[]
}

async function resolveAll({operator, values}: WrittenPredicate, resolve: Resolve): Promise<LabelPredicate> {
  const resolved: (LabelId | LabelPredicate)[] = []
  for (const value of values)
    resolved.push(typeof value === 'object' ? await resolveAll(value, resolve) : await resolve(String(value)))
  return {operator, values: resolved}
}

function predicateFaults(value: unknown, path: string): Fault[] {
  const at = (key: string) => (path === '' ? key : `${path}.${key}`)
  if (!isObject(value)) return [{path, message: 'is neither a label nor an operator with values'}]
  const {operator, values} = value
  const isKnown = labelOperators.some(known => known === operator)
  const inner = Array.isArray(values) ? values : []
  return [
    ...(isKnown ? [] : [{path: at('operator'), message: `is not one of ${labelOperators.join(', ')}`}]),
    ...(inner.length > 0 ? [] : [{path: at('values'), message: 'names no label'}]),
    ...inner.flatMap((each: unknown, index) =>
      typeof each === 'string' || typeof each === 'number'
        ? []
        : predicateFaults(each, at(`values[${index}]`)),
    ),
  ]
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
