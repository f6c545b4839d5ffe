import type {Success} from '../../api/core/graph-client.ts'
import {isObject} from '../../platform/fields-schema.ts'
import type {CreatedMessageTemplate, MessageTemplate} from '../../platform/message-templates.ts'
import {isSame} from '../same.ts'
import {refusalIn} from './existing.ts'
import {facetOf, type PageChange, type PlanSection, type Refused} from './section.ts'

const section = 'templates'

/** `order_update (en)`: a template in another language is another template. */
const nameOf = ({name, language}: Pick<MessageTemplate, 'name' | 'language'>) => `${name} (${language})`

/** Templates are created or edited, and then reviewed by the platform; none is deleted. */
export const planTemplates: PlanSection<'templates'> = async (wanted, {api: {messageTemplates}}) => {
  const present = new Map<string, MessageTemplate>()
  for await (const template of messageTemplates.list()) present.set(nameOf(template), template)
  const steps = wanted.flatMap((template): readonly Step[] => {
    const name = nameOf(template)
    const found = present.get(name)
    if (found === undefined)
      return [{change: {section, kind: 'add', name}, call: () => messageTemplates.create(template)}]
    const {components, parameter_format: format} = template
    if (components === undefined || isSame(contents(found.components), contents(components))) return []
    const edit = {components, ...(format === undefined ? {} : {parameter_format: format})}
    return [
      {
        change: {section, kind: 'change', name, before: found.components, after: components},
        call: () => messageTemplates.edit(found.id, edit),
      },
    ]
  })
  const names = wanted.map(nameOf)
  const facets = (of: ReadonlyMap<string, unknown>) =>
    Object.fromEntries(
      [...new Set([...names, ...of.keys()])].map(name => [facetOf({section, name}), of.get(name)]),
    )
  const shown = new Map([...present].map(([name, {components}]) => [name, contents(components) ?? true]))
  const afterwards = new Map<string, unknown>([
    ...shown,
    ...wanted.map(
      template =>
        [nameOf(template), contents(template.components) ?? shown.get(nameOf(template)) ?? true] as const,
    ),
  ])
  return {
    section,
    changes: steps.map(({change}) => change),
    left: [...present.keys()].filter(name => !names.includes(name)),
    present: facets(shown),
    expected: facets(afterwards),
    carryOut: async () => {
      const refused: Refused[] = []
      for (const {change, call} of steps) {
        const reason = await refusalOf(call)
        if (reason !== undefined) refused.push({section, name: change.name, reason})
      }
      return {refused}
    },
  }
}

/** Without the examples, which only the platform's review uses. */
function contents(components: unknown): unknown {
  if (Array.isArray(components)) return components.map(contents)
  if (!isObject(components)) return components
  return Object.fromEntries(
    Object.entries(components).flatMap(([key, value]) => (key === 'example' ? [] : [[key, contents(value)]])),
  )
}

interface Step {
  readonly change: PageChange
  readonly call: () => Promise<CreatedMessageTemplate | Success>
}

/** Why the template cannot be used; undefined when it can, or is still in review. */
async function refusalOf(call: Step['call']): Promise<string | undefined> {
  let isRejected = false
  const refusal = await refusalIn(async () => {
    const answer = await call()
    isRejected = 'status' in answer && answer.status === 'REJECTED'
  })
  return isRejected ? 'The platform rejected it: msgr template get says why' : refusal?.message
}
