import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {sectionNames} from '../../desired/page-schema.ts'
import {readPageFields} from '../../desired/page-subscription.ts'
import {UsageError} from '../../errors.ts'
import {escaped} from '../../platform/file-variables.ts'
import type {NewMessageTemplate} from '../../platform/message-templates.ts'
import {profileProperties} from '../../platform/messenger-profile.ts'
import {asWritten} from '../../platform/profile-as-written.ts'
import type {View} from '../../terminal/view.ts'
import {parseYaml} from '../../text/yaml.ts'
import {completedOption} from '../shared/arguments/completed.ts'
import {changedDocument, documentText} from '../shared/files/document-text.ts'
import {formerText} from '../shared/files/former-text.ts'
import {pulledFile} from '../shared/files/pulled-file.ts'
import {escapedInto} from '../shared/files/variables.ts'
import {declareOverwrite, type OverwriteFlags} from '../shared/files/write-out.ts'

export interface PulledPage {
  /** Null when it was printed instead. */
  readonly file: string | null
  readonly page: Readonly<Record<string, unknown>>
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
With this file, msgr page apply would change nothing. It does not contain nlp and user_settings, which the platform does not
show. In an existing YAML file, comments and the order of keys stay. A file that extends others or has overlays is not
changed, and a file with anything else in it is replaced only with --overwrite.

Examples:
  $ msgr page pull > page.yaml
  $ msgr page pull --page shop --out shop.yaml`,
    )
}

interface PullOptions extends OverwriteFlags {
  readonly out?: string
}

export async function run(context: Context, {out, overwrite}: PullOptions): Promise<PulledPage> {
  if (out === undefined) return {file: null, page: await readPage(context)}
  const there = overwrite === true ? undefined : await formerText(context.io, out)
  if (there !== undefined && isLayered(there))
    throw new UsageError(`${out} has several layers, and msgr cannot know which of them to change`, {
      hint: 'Pull into another file and compare: msgr page pull --out pulled.yaml',
    })
  const {out: file, former} = await pulledFile(context, out, {overwrite, keys: sectionNames})
  const page = await readPage(context)
  const written = escapedInto(parsed(former), page, await context.config())
  await file.write(former === undefined ? documentText(out, written) : changedDocument(out, former, written))
  return {file: out, page}
}

function isLayered(text: string): boolean {
  const document = parseYaml(text)
  return document.has('extends') || document.has('pages')
}

/** The content of a file as written; undefined when it is not YAML and will be replaced. */
function parsed(text: string | undefined): unknown {
  const document = parseYaml(text ?? '')
  return document.errors.length > 0 ? undefined : document.toJS()
}

async function readPage(context: Context): Promise<PulledPage['page']> {
  const api = await context.api()
  const {appId} = await context.connection()
  const labels: string[] = []
  for await (const {page_label_name: name} of api.customLabels.list()) labels.push(name)
  const personas: object[] = []
  for await (const {name, profile_picture_url: url} of api.personas.list())
    personas.push({name, profile_picture_url: url})
  const templates: NewMessageTemplate[] = []
  for await (const {name, language, components, parameter_format: format} of api.messageTemplates.list())
    if (components !== undefined)
      templates.push({
        name,
        language,
        category: 'UTILITY',
        ...(format && {parameter_format: format}),
        components,
      })
  const sections = {
    profile: asWritten(await api.messengerProfile.get(profileProperties)),
    labels,
    personas,
    webhook_fields: await readPageFields(api, appId),
    templates,
  }
  return Object.fromEntries(Object.entries(sections).filter(([, value]) => Object.keys(value).length > 0))
}

export const isVerbatim = true

export const view: View<PulledPage> = ({file, page}, {good}) => {
  if (file !== null)
    return `${good('✔')} Wrote ${Object.keys(page).join(', ') || 'nothing, because nothing is set,'} to ${file}`
  return documentText(undefined, escaped(page)).trimEnd()
}
