import type {Api} from '../../api/index.ts'
import type {MsgrError} from '../../errors.ts'
import type {Replacing} from '../apply-profile.ts'
import type {Facets, LastApplied} from '../last-applied.ts'
import type {PageDescription, SectionName} from '../page-schema.ts'
import type {ProfileDifference} from '../profile-differences.ts'

/** One difference between a Page and what a file says of it. Its keys are a public API. */
export interface PageChange extends Omit<ProfileDifference, 'property'> {
  readonly section: SectionName
  /** A property of the profile, a label, a persona, a field, a PSID, a template with its language. */
  readonly name: string
}

/** What is not as the file says. */
export interface Refused {
  readonly section: SectionName
  readonly name: string
  readonly reason: string
}

/** How a section of a Page is brought to what the file says. Nothing is changed before `carryOut`. */
export interface SectionPlan {
  readonly section: SectionName
  readonly changes: readonly PageChange[]
  /** What only the Page has, and that stays. */
  readonly left: readonly string[]
  /** Set by `carryOut` though nobody can tell whether that changes anything: the platform does not show it. */
  readonly unread?: readonly string[]
  /** What the Page has. */
  readonly present: Facets
  /** What it has when all of it is done. */
  readonly expected: Facets
  /**
   * Makes the changes; what the platform refuses is told, and the rest done.
   * @throws {MsgrError} for anything else: a dead token, a limit, no answer.
   */
  readonly carryOut: () => Promise<CarriedOut>
}

export interface CarriedOut {
  readonly refused: readonly Refused[]
  /** What the Page was found to have afterwards, where that was read. */
  readonly found?: Facets
}

export interface SectionOptions {
  readonly api: Api
  /** Whether what only the Page has is taken away, where msgr does so at all. */
  readonly allowDeletes: boolean
  readonly appId: string | undefined
  readonly last: LastApplied | undefined
  /** Undefined where nothing is carried out. */
  readonly replacing?: Replacing | undefined
}

/** Reads a section of a Page and plans. */
export type PlanSection<Name extends SectionName> = (
  wanted: NonNullable<PageDescription[Name]>,
  options: SectionOptions,
) => Promise<SectionPlan>

/** Which facet of a Page a change is about. */
export const facetOf = ({section, name}: Pick<PageChange, 'section' | 'name'>): string => `${section}.${name}`

/** Facets of things that are there or not. */
export function thereOf(section: SectionName, names: readonly string[], among: readonly string[]): Facets {
  return Object.fromEntries(
    [...new Set([...names, ...among])].map(name => [
      facetOf({section, name}),
      names.includes(name) || undefined,
    ]),
  )
}

/** A refusal of a whole section, as one of each of its parts. */
export const refusedAll = (
  changes: readonly Pick<PageChange, 'section' | 'name'>[],
  {message}: MsgrError,
): readonly Refused[] => [
  ...new Map(changes.map(({section, name}) => [name, {section, name, reason: message}])).values(),
]
