import {type AppendOptions, appendOptOuts} from './append.ts'
import {OptOutList} from './list.ts'
import type {NameOf, OptOuts} from './opt-outs.ts'
import {latestOf, readOptedOut} from './read.ts'

/** The list in a file of the state folder, which the processes of a machine share. */
export function fileOptOuts(options: AppendOptions, nameOf?: NameOf): OptOuts {
  const list = new OptOutList(options, nameOf)
  return {
    nameOf: list.nameOf,
    get count() {
      return list.count
    },
    refresh: async () => list.refresh(),
    has: person => list.has(person),
    isOut: id => list.isOut(id),
    onlyBy: psid => list.onlyBy(psid),
    append: entries => appendOptOuts(list, entries, options),
    readOptedOut: () => readOptedOut(list),
    latestOf: psid => latestOf(list, psid),
  }
}
