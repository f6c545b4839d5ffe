import {UsageError} from '../../errors.ts'
import type {CustomLabel} from '../../platform/custom-labels.ts'
import type {LabelId} from '../../platform/ids.ts'
import {SeenIds} from '../duplicates.ts'
import {type Place, type RecipientRow, tellPlace} from '../recipient-rows.ts'
import type {PlannedChange} from './manifest.ts'

/** One row of the file: who comes under which label. */
export interface LabelledRow extends Pick<RecipientRow, 'psid' | 'place'> {
  /** By name or by id. */
  readonly label: string
}

/** A person whom the Page knows, with their labels. */
export interface Member {
  readonly psid: string
  readonly labelIds: readonly LabelId[]
}

export interface LabelPlan {
  readonly name: string
  /** Undefined for a label that the Page does not have, or when nobody looked. */
  readonly id: LabelId | undefined
  /** Where the file names it first. */
  readonly place: Place
  /** People to put under it. */
  readonly assign: number
  /** People to take from under it. */
  readonly unassign: number
  /** People to put under it who are known to be there. */
  readonly already: number
}

export interface ImportPlan {
  /** In the order of the file. */
  readonly labels: readonly LabelPlan[]
  readonly assign: number
  readonly unassign: number
  /** Rows that say what an earlier row said. */
  readonly duplicates: number
}

export interface ImportPlanOptions {
  /** The labels of the Page. */
  readonly existing: readonly CustomLabel[]
  /** With it, whoever of them is under a label of the file and not in the file is taken from under it. Read last. */
  readonly members?: AsyncIterable<Member> | undefined
  /** Receives each line of the frozen list, in order. */
  readonly write?: ((change: PlannedChange) => Promise<void> | void) | undefined
}

/** More labels than this are people's names, or another column. */
const MAX_LABELS = 1000

/**
 * Decides who is put under which label and who is taken away. Keeps eight to sixteen bytes of a row, against duplicates.
 * @throws {UsageError} for more than 1,000 labels.
 */
export async function planImport(
  rows: AsyncIterable<LabelledRow>,
  {existing, members, write}: ImportPlanOptions,
): Promise<ImportPlan> {
  const labels = new Labels(existing)
  let duplicates = 0
  for await (const {psid, label: text, place} of rows) {
    const label = labels.find(text, place)
    if (label.people.add(psid)) {
      label.assign += 1
      await write?.({psid, label: label.index, place})
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

/** The labels that a file names, each with its people. */
class Labels {
  readonly all: GrowingLabel[] = []
  readonly #byText = new Map<string, GrowingLabel>()
  readonly #byId = new Map<string, GrowingLabel>()
  readonly #existing = new Map<string, CustomLabel>()

  constructor(existing: readonly CustomLabel[]) {
    for (const label of existing) this.#existing.set(label.id, label)
    // A name goes before an id that looks the same.
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
      throw new UsageError(`Up to ${tellPlace(place)} there are more than ${MAX_LABELS} labels`, {
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
