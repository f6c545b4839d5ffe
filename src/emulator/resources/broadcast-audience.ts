import {type LabelPredicate, labelOperators} from '../../platform/broadcast-messages.ts'
import {isNumericId, type LabelId} from '../../platform/ids.ts'
import type {Params} from '../../platform/route.ts'
import type {BroadcastAudience} from '../state/broadcast.ts'
import type {Person} from '../state/person.ts'
import type {World} from '../world.ts'
import {invalid} from './refusals.ts'

/**
 * The audience of a broadcast or an estimation: `custom_label_id`, or `targeting.labels`, or everyone.
 * @throws {PlatformError} for both, and for a label that the Page does not have.
 */
export function readAudience(world: World, pageId: string, params: Params): BroadcastAudience {
  const {custom_label_id: label, targeting} = params
  const demandLabel = (id: unknown): LabelId => {
    const known = world.state.labels[String(id)]
    if (known?.pageId === pageId) return known.id
    throw invalid(`Invalid custom label id: ${String(id)}`)
  }
  if (label !== undefined && targeting !== undefined)
    throw invalid('Cannot use custom_label_id and targeting in the same request')
  if (label !== undefined) return {labels: {operator: 'AND', values: [demandLabel(label)]}}
  if (targeting === undefined) return {}
  const {labels, ...others} = objectOf(targeting, 'targeting')
  const [stray] = Object.keys(others)
  if (stray !== undefined) throw invalid(`Invalid keys "${stray}" were found in param "targeting".`)
  return {labels: readPredicate(labels, 'targeting[labels]', demandLabel)}
}

function readPredicate(value: unknown, param: string, demandLabel: (id: unknown) => LabelId): LabelPredicate {
  const {operator, values} = objectOf(value, param)
  const known = labelOperators.find(each => each === operator)
  if (known === undefined)
    throw invalid(
      `Param ${param}[operator] must be one of {${labelOperators.join(', ')}} - got "${String(operator)}".`,
    )
  if (!Array.isArray(values) || values.length === 0)
    throw invalid(`param ${param}[values] must be non-empty.`)
  return {
    operator: known,
    values: values.map((inner: unknown, index) =>
      isNumericId(String(inner))
        ? demandLabel(inner)
        : readPredicate(inner, `${param}[values][${index}]`, demandLabel),
    ),
  }
}

function objectOf(value: unknown, param: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>
  throw invalid(`Param ${param} must be an object.`)
}

/** Everyone in the audience who has a conversation with the Page and has not blocked it. */
export function peopleIn(world: World, pageId: string, {labels, countries}: BroadcastAudience): Person[] {
  return [...world.state.people.values()].filter(
    person =>
      person.pageId === pageId &&
      person.lastActionMs !== undefined &&
      !person.hasBlockedPage &&
      (labels === undefined || matches(person.labelIds, labels)) &&
      (countries?.includes(person.locale.slice(-2)) ?? true),
  )
}

/** Whether a predicate matches a person with these labels. */
function matches(labelIds: readonly LabelId[], {operator, values}: LabelPredicate): boolean {
  const isTrue = (value: LabelId | LabelPredicate) =>
    typeof value === 'string' ? labelIds.includes(value) : matches(labelIds, value)
  switch (operator) {
    case 'AND':
      return values.every(isTrue)
    case 'OR':
      return values.some(isTrue)
    case 'NOT':
      return !values.some(isTrue)
  }
}
