import type {Api} from '../api/index.ts'
import {parseName} from '../commands/shared/arguments/given-name.ts'
import type {Context} from '../context.ts'
import {MsgrError} from '../errors.ts'
import type {CustomLabel} from '../platform/custom-labels.ts'
import {isNumericId, type LabelId} from '../platform/ids.ts'
import {nearest} from '../platform/near-miss.ts'
import {shellWord} from '../terminal/shell-word.ts'

/** The help text of the argument. */
export const labelArgument = 'the label, by its name or id; a number counts as an id'

/**
 * The id of a label from the command line. In a dry run, which makes no calls, it is `LABEL_ID`.
 * @throws {MsgrError} if no label has that name, {UsageError} if it is blank.
 */
export async function resolveLabel(context: Context, api: Api, nameOrId: string): Promise<LabelId> {
  if (isNumericId(parseName(nameOrId, 'label'))) return nameOrId as LabelId
  const label = await findLabel(api, nameOrId)
  if (label.found !== undefined) return label.found.id
  if (context.globals.dryRun) return 'LABEL_ID' as LabelId
  const suggestion = nearest(nameOrId, label.names)
  throw new MsgrError(`There is no label named ${nameOrId}`, {
    hint:
      suggestion === undefined
        ? `Create it: msgr label create ${shellWord(nameOrId)}`
        : `Did you mean ${suggestion}?`,
  })
}

/** The label with this name, if there is one, and the names that were searched. */
export async function findLabel(
  api: Api,
  name: string,
): Promise<{readonly found: CustomLabel | undefined; readonly names: readonly string[]}> {
  const names: string[] = []
  for await (const label of api.customLabels.list({limit: 100})) {
    if (label.page_label_name === name) return {found: label, names}
    names.push(label.page_label_name)
  }
  return {found: undefined, names}
}
