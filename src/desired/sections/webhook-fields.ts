import {pageFieldAliases} from '../../platform/webhook-events.ts'
import {NOT_SHOWN} from '../apply-profile.ts'
import {readPageFields} from '../page-subscription.ts'
import {refusalIn} from './existing.ts'
import {type PageChange, type PlanSection, presenceOf, type Refused, refusedAll} from './section.ts'

const section = 'webhook_fields'

/** The fields of the Page for the app of the token. The platform sets all of them at once. */
export const planWebhookFields: PlanSection<'webhook_fields'> = async (
  wanted,
  {api, appId, allowDeletes},
) => {
  const names = [...new Set(wanted.map(name => pageFieldAliases[name] ?? name))]
  const present = await readPageFields(api, appId)
  const surplus = present.filter(name => !names.includes(name))
  const left = allowDeletes ? [] : surplus
  const target = [...names, ...left]
  const changes: readonly PageChange[] = [
    ...names.filter(name => !present.includes(name)).map(name => ({section, kind: 'add', name}) as const),
    ...surplus.filter(name => !left.includes(name)).map(name => ({section, kind: 'remove', name}) as const),
  ]
  return {
    section,
    changes,
    left,
    present: presenceOf(section, present, names),
    expected: presenceOf(section, target, present),
    carryOut: async () => {
      if (changes.length === 0) return {refused: []}
      const refusal = await refusalIn(() => api.subscribedApps.set(target))
      if (refusal !== undefined) return {refused: refusedAll(changes, refusal)}
      const found = await readPageFields(api, appId)
      const refused = changes
        .filter(({name}) => found.includes(name) !== target.includes(name))
        .map(({name}): Refused => ({section, name, reason: NOT_SHOWN}))
      return {refused, found: presenceOf(section, found, names)}
    },
  }
}
