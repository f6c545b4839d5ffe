import {UsageError} from '../../errors.ts'
import type {CustomLabel} from '../../platform/custom-labels.ts'
import type {LabelId} from '../../platform/ids.ts'
import {SeenIds} from '../duplicates.ts'
import {formatPlace, type Place, type RecipientRow} from '../recipient-rows.ts'
import type {PlannedChange} from './manifest.ts'

/** One row of the file: a person and a label. */
export interface LabelledRow extends Pick<RecipientRow, 'psid' | 'place'> {
  /** By name or by id. */
  readonly label: string
}

/** A person known to the Page, with their labels. */
export interface Member {
  readonly psid: string
  readonly labelIds: readonly LabelId[]
}

export interface LabelPlan {
  readonly name: string
  /** Undefined for a label that the Page does not have, or when this was not checked. */
  readonly id: LabelId | undefined
  /** The place where the file first names it. */
  readonly place: Place
  /** Number of people to assign it to. */
  readonly assign: number
  /** Number of people to remove it from. */
  readonly unassign: number
  /** Number of those to assign it to who are known to have it already. */
  readonly already: number
}

export interface ImportPlan {
  /** In the order of the file. */
  readonly labels: readonly LabelPlan[]
  readonly assign: number
  readonly unassign: number
  /** Number of rows that repeat an earlier row. */
  readonly duplicates: number
}

export interface ImportPlanOptions {
  /** What the rows ask for. Default: to put the people under their labels. */
  readonly act?: 'assign' | 'unassign' | undefined
  /** The labels of the Page. */
  readonly existing: readonly CustomLabel[]
  /** When given, the labels of the file are removed from those members who have them and are not in the file. Read last. */
  readonly members?: AsyncIterable<Member> | undefined
  /** Receives each line of the frozen list, in order. */
  readonly write?: ((change: PlannedChange) => Promise<void> | void) | undefined
}

/** With more labels, the column probably contains names of people or something else. */
const MAX_LABELS = 1000

/**
 * Decides which labels are assigned and removed. Keeps eight to sixteen bytes per row, to find duplicates.
 * @throws {UsageError} for more than 1,000 labels.
 */
export async function planImport(
  rows: AsyncIterable<LabelledRow>,
  {act = 'assign', existing, members, write}: ImportPlanOptions,
): Promise<ImportPlan> {
  const labels = new Labels(existing)
  let duplicates = 0
  for await (const {psid, label: text, place} of rows) {
    const label = labels.find(text, place)
    if (label.people.add(psid)) {
      label[act] += 1
      await write?.({psid, label: label.index, ...(act === 'unassign' && {take: true}), place})
    } else duplicates += 1
  }
  for await (const {psid, labelIds} of members ?? []) {
    for (const label of labels.of(labelIds)) {
      if (label.people.has(psid)) label.already += 1
      else {
        label.unassign += 1
        await write?.({psid, label: label.index, take: true})
      }
    }
  }
  const all = labels.all.map(({index: _index, people: _people, ...label}) => label)
  const sum = (of: 'assign' | 'unassign') => all.reduce((total, label) => total + label[of], 0)
  return {labels: all, assign: sum('assign'), unassign: sum('unassign'), duplicates}
}

interface GrowingLabel {
  readonly name: string
  readonly id: LabelId | undefined
  readonly place: Place
  readonly index: number
  readonly people: SeenIds
  assign: number
  unassign: number
  already: number
}

/** The labels that a file names, with the people of each. */
class Labels {
  readonly all: GrowingLabel[] = []
  readonly #byText = new Map<string, GrowingLabel>()
  readonly #byId = new Map<string, GrowingLabel>()
  readonly #existing = new Map<string, CustomLabel>()

  constructor(existing: readonly CustomLabel[]) {
    for (const label of existing) this.#existing.set(label.id, label)
    // A name takes precedence over an id that looks the same.
    for (const label of existing) this.#existing.set(label.page_label_name, label)
  }

  find(text: string, place: Place): GrowingLabel {
    const known = this.#byText.get(text)
    if (known !== undefined) return known
    const onPage = this.#existing.get(text)
    const label =
      this.#byId.get(onPage?.id ?? '') ?? this.#add(onPage?.page_label_name ?? text, onPage?.id, place)
    this.#byText.set(text, label)
    return label
  }

  of(ids: readonly LabelId[]): readonly GrowingLabel[] {
    return ids.flatMap(id => this.#byId.get(id) ?? [])
  }

  #add(name: string, id: LabelId | undefined, place: Place): GrowingLabel {
    if (this.all.length === MAX_LABELS) {
      throw new UsageError(`Up to ${formatPlace(place)} there are more than ${MAX_LABELS} labels`, {
        reason: 'tooManyLabels',
      })
    }
    const people = new SeenIds()
    const label = {name, id, place, index: this.all.length, people, assign: 0, unassign: 0, already: 0}
    this.all.push(label)
    if (id !== undefined) this.#byId.set(id, label)
    return label
  }
}
