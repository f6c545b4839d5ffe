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

/** A part that could not be set as in the file. */
export interface Refused {
  readonly section: SectionName
  readonly name: string
  readonly reason: string
}

/** The plan that brings a section of a Page to the state in the file. Nothing changes before `carryOut`. */
export interface SectionPlan {
  readonly section: SectionName
  readonly changes: readonly PageChange[]
  /** What only the Page has, and that stays. */
  readonly left: readonly string[]
  /** Set by `carryOut` although it is unknown whether that changes anything: the platform does not show it. */
  readonly unread?: readonly string[]
  /** What differs and cannot be changed as things are: `carryOut` does not try it. */
  readonly blocked?: readonly Refused[]
  /** The state of the Page. */
  readonly present: Facets
  /** Its state when everything is done. */
  readonly expected: Facets
  /**
   * Makes the changes. Returns what the platform refused, and does the rest.
   * @throws {MsgrError} for anything else: a dead token, a limit, no answer.
   */
  readonly carryOut: () => Promise<CarriedOut>
}

export interface CarriedOut {
  readonly refused: readonly Refused[]
  /** The state of the Page afterwards, if it was read. */
  readonly found?: Facets
}

export interface SectionOptions {
  readonly api: Api
  /** Whether to delete what only the Page has, where msgr deletes at all. */
  readonly allowDeletes: boolean
  readonly appId: string | undefined
  readonly last: LastApplied | undefined
  /** Undefined when nothing is carried out. */
  readonly replacing?: Replacing | undefined
}

/** Reads a section of a Page and plans. */
export type PlanSection<Name extends SectionName> = (
  wanted: NonNullable<PageDescription[Name]>,
  options: SectionOptions,
) => Promise<SectionPlan>

/** The facet of a Page that a change is about. */
export const facetOf = ({section, name}: Pick<PageChange, 'section' | 'name'>): string => `${section}.${name}`

/** Facets of things that either exist or do not. */
export function presenceOf(section: SectionName, names: readonly string[], among: readonly string[]): Facets {
  return Object.fromEntries(
    [...new Set([...names, ...among])].map(name => [
      facetOf({section, name}),
      names.includes(name) || undefined,
    ]),
  )
}

/** Turns the refusal of a whole section into one refusal for each of its parts. */
export const refusedAll = (
  changes: readonly Pick<PageChange, 'section' | 'name'>[],
  {message}: MsgrError,
): readonly Refused[] => [
  ...new Map(changes.map(({section, name}) => [name, {section, name, reason: message}])).values(),
]
