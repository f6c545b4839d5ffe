import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {isSame} from '../../desired/same.ts'
import {isObject} from '../../platform/fields-schema.ts'
import {escaped} from '../../platform/file-variables.ts'
import {
  type MessengerProfile,
  type ProfileProperty,
  profileProperties,
} from '../../platform/messenger-profile.ts'
import {normalProfile} from '../../platform/messenger-profile-normal.ts'
import {asWritten} from '../../platform/profile-as-written.ts'
import type {View} from '../../terminal/view.ts'
import {parseYaml} from '../../text/yaml.ts'
import {completedOption} from '../shared/arguments/completed.ts'
import {withoutSchema} from '../shared/files/document.ts'
import {changedDocument, documentText} from '../shared/files/document-text.ts'
import {pulledFile} from '../shared/files/pulled-file.ts'
import {escapedInto, filledIn} from '../shared/files/variables.ts'
import {declareOverwrite, type OverwriteFlags} from '../shared/files/write-out.ts'

export interface PulledProfile {
  /** Null when it was printed instead. */
  readonly file: string | null
  readonly profile: MessengerProfile
}

export function declare(command: Command): void {
  declareOverwrite(command)
    .addOption(
      completedOption(
        'files',
        '--out <file>',
        'write to this file: JSON if the name ends in .json, else YAML',
      ),
    )
    .addHelpText(
      'after',
      `
With this file, msgr profile apply would change nothing. In an existing YAML file, comments and the order
of keys stay, and so does everything that means the same as the Page. A file with anything else in it is replaced only with --overwrite.

Examples:
  $ msgr profile pull > profile.yaml
  $ msgr profile pull --out profile.yaml`,
    )
}

interface PullOptions extends OverwriteFlags {
  readonly out?: string
}

export async function run(context: Context, {out, overwrite}: PullOptions): Promise<PulledProfile> {
  const file =
    out === undefined ? undefined : await pulledFile(context, out, {overwrite, keys: profileProperties})
  const {messengerProfile} = await context.api()
  const profile = asWritten(await messengerProfile.get(profileProperties))
  if (out === undefined || file === undefined) return {file: null, profile}
  const {former} = file
  const text = await textFor(context, out, former, profile)
  if (text !== former) await file.out.write(text)
  return {file: out, profile}
}

/** Values that mean the same stay as written. */
async function textFor(
  {config}: Context,
  file: string,
  former: string | undefined,
  profile: MessengerProfile,
): Promise<string> {
  const settings = await config()
  if (former === undefined) return documentText(file, escaped(profile))
  const written = withoutSchema(parsed(former)) as MessengerProfile
  const [before, now] = [normalProfile(filledIn(written, settings)), normalProfile(profile)]
  const stays = (property: string) =>
    isSame(before[property as ProfileProperty], now[property as ProfileProperty])
  const merged = Object.fromEntries(
    Object.entries(profile).map(([property, value]) => {
      const former = written[property as ProfileProperty]
      return [property, stays(property) ? former : escapedInto(former, value, settings)]
    }),
  )
  return isSame(merged, written) ? former : changedDocument(file, former, merged)
}

function parsed(text: string): MessengerProfile {
  const document = parseYaml(text)
  const value: unknown = document.errors.length > 0 ? {} : document.toJS()
  return isObject(value) ? value : {}
}

export const isVerbatim = true

export const view: View<PulledProfile> = ({file, profile}, {good}) => {
  if (file !== null)
    return `${good('✔')} Wrote ${Object.keys(profile).join(', ') || 'nothing, because nothing is set,'} to ${file}`
  return Object.keys(profile).length === 0 ? '{}' : documentText(undefined, escaped(profile)).trimEnd()
}
