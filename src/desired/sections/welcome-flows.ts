import type {NewWelcomeFlow, WelcomeFlow} from '../../platform/welcome-message-flows.ts'
import {isSame} from '../same.ts'
import {refusalIn} from './existing.ts'
import {facetOf, type PageChange, type PlanSection, type Refused} from './section.ts'

const section = 'welcome_flows'

/** Flows are created or changed, by their name; none is deleted, and none that an ad uses is touched. */
export const planWelcomeFlows: PlanSection<'welcome_flows'> = async (
  wanted,
  {api: {welcomeMessageFlows}},
) => {
  const present = new Map<string, WelcomeFlow[]>()
  for await (const flow of welcomeMessageFlows.list({limit: 100}))
    present.set(flow.name, [...(present.get(flow.name) ?? []), flow])
  const steps = wanted.flatMap(flow => stepFor(flow, present.get(flow.name) ?? []))
  const blocked = steps.flatMap(step => ('reason' in step ? [step] : []))
  const ready = steps.flatMap(step => ('change' in step ? [step] : []))
  const names = wanted.map(({name}) => name)
  const shown = new Map([...present].map(([name, [flow]]) => [name, flow && contentsOf(flow)]))
  const afterwards = new Map<string, unknown>([
    ...shown,
    ...wanted
      .filter(({name}) => blocked.every(each => each.name !== name))
      .map(flow => [flow.name, contentsOf(flow)] as const),
  ])
  const facets = (of: ReadonlyMap<string, unknown>) =>
    Object.fromEntries(
      [...new Set([...names, ...of.keys()])].map(name => [facetOf({section, name}), of.get(name)]),
    )
  return {
    section,
    changes: ready.map(({change}) => change),
    left: [...present.keys()].filter(name => !names.includes(name)),
    blocked,
    present: facets(shown),
    expected: facets(afterwards),
    carryOut: async () => {
      const refused: Refused[] = []
      for (const {change, call} of ready) {
        const refusal = await refusalIn(call)
        if (refusal !== undefined) refused.push({section, name: change.name, reason: refusal.message})
      }
      return {refused}
    },
  }

  function stepFor(flow: NewWelcomeFlow, found: readonly WelcomeFlow[]): readonly Step[] {
    const {name} = flow
    const [only, ...others] = found
    if (only === undefined)
      return [{change: {section, kind: 'add', name}, call: () => welcomeMessageFlows.create(flow)}]
    const [before, after] = [contentsOf(only), contentsOf(flow)]
    if (isSame(before, after)) return []
    if (others.length > 0)
      return [
        {
          section,
          name,
          reason: `${found.length} flows of the Page have this name; rename or delete the others`,
        },
      ]
    if (only.is_used_in_ad)
      return [
        {section, name, reason: 'An ad uses it, so it cannot be changed; add another name for the new one'},
      ]
    const {name: _, ...change} = flow
    return [
      {
        change: {section, kind: 'change', name, before, after},
        call: () => welcomeMessageFlows.edit(only.id, change),
      },
    ]
  }
}

type Step = Refused | {readonly change: PageChange; readonly call: () => Promise<unknown>}

/** What two flows of one name can differ in; the order of platforms is nothing. */
const contentsOf = ({
  eligible_platforms: platforms,
  welcome_message_flow: steps,
}: Pick<WelcomeFlow, 'eligible_platforms' | 'welcome_message_flow'>) => ({
  eligible_platforms: platforms.toSorted(),
  welcome_message_flow: steps,
})
