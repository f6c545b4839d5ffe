import type {Facets} from './last-applied.ts'
import {type PageDescription, type SectionName, sectionNames} from './page-schema.ts'
import {digestOf} from './same.ts'
import {planCallSettings} from './sections/call-settings.ts'
import {planLabels} from './sections/labels.ts'
import {planNlp} from './sections/nlp.ts'
import {planPersonas} from './sections/personas.ts'
import {planProfileSection} from './sections/profile.ts'
import {
  type CarriedOut,
  facetOf,
  type PageChange,
  type PlanSection,
  type Refused,
  type SectionOptions,
  type SectionPlan,
} from './sections/section.ts'
import {planTemplates} from './sections/templates.ts'
import {planUserSettings} from './sections/user-settings.ts'
import {planWebhookFields} from './sections/webhook-fields.ts'
import {planWelcomeFlows} from './sections/welcome-flows.ts'

const planners: {readonly [Name in SectionName]: PlanSection<Name>} = {
  labels: planLabels,
  personas: planPersonas,
  templates: planTemplates,
  webhook_fields: planWebhookFields,
  nlp: planNlp,
  profile: planProfileSection,
  user_settings: planUserSettings,
  welcome_flows: planWelcomeFlows,
  call_settings: planCallSettings,
}

/** The plan that brings a whole Page to the state in a file. */
export interface PagePlan {
  readonly sections: readonly SectionPlan[]
  readonly changes: readonly PageChange[]
  /** What only the Page has, and that stays: `labels.Newsletter`. */
  readonly left: readonly string[]
  readonly unread: readonly string[]
  /** What differs and cannot be changed as things are, with the reason. It is not tried. */
  readonly blocked: readonly Refused[]
  /** What would be changed, and was changed by others since the last apply: `profile.greeting`. */
  readonly drift: readonly string[]
  /** A digest of everything that was read. */
  readonly state: string
}

/** Reads the sections that the file names, and plans. Changes nothing. */
export async function planPage(wanted: PageDescription, options: SectionOptions): Promise<PagePlan> {
  const sections: SectionPlan[] = []
  for (const section of sectionNames) {
    const value = wanted[section]
    if (value !== undefined)
      sections.push(await (planners[section] as PlanSection<never>)(value as never, options))
  }
  const changes = sections.flatMap(plan => plan.changes)
  const touched = new Set(changes.map(facetOf))
  const present = mergedFacets(sections.map(plan => plan.present))
  return {
    sections,
    changes,
    left: sections.flatMap(({section, left}) => left.map(name => facetOf({section, name}))),
    unread: sections.flatMap(({unread = []}) => unread),
    blocked: sections.flatMap(({blocked = []}) => blocked),
    drift: (options.last?.changedSince(present) ?? []).filter(facet => touched.has(facet)),
    state: digestOf(present),
  }
}

/** Carries out a plan, section by section, and records what is there afterwards. */
export async function applyPage(
  {sections}: PagePlan,
  {last, now}: Pick<SectionOptions, 'last'> & {readonly now: () => number},
): Promise<readonly Refused[]> {
  const present = mergedFacets(sections.map(plan => plan.present))
  const expected = mergedFacets(sections.map(plan => plan.expected))
  await last?.begin(expected)
  const done: CarriedOut[] = []
  for (const {changes, unread = [], carryOut} of sections)
    if (changes.length + unread.length > 0) done.push(await carryOut())
  const refused = done.flatMap(each => each.refused)
  const failed = Object.fromEntries(refused.map(facetOf).map(facet => [facet, present[facet]]))
  const found = mergedFacets(done.map(each => each.found ?? {}))
  await last?.finish({...expected, ...failed, ...found}, now())
  return refused
}

/** Records what already matches the file, so that later changes by others are detected. */
export async function rememberPage(
  {sections}: PagePlan,
  {last, now}: Pick<SectionOptions, 'last'> & {readonly now: () => number},
): Promise<void> {
  const expected = mergedFacets(sections.map(plan => plan.expected))
  if (last !== undefined && Object.entries(expected).some(([facet, value]) => !last.isAsLeft(facet, value)))
    await last.finish(expected, now())
}

const mergedFacets = (all: readonly Facets[]): Facets => Object.assign({}, ...all)
