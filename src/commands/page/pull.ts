import type {Command} from 'commander'
import type {Api} from '../../api/index.ts'
import type {Context} from '../../context.ts'
import {isRefusal} from '../../desired/apply-profile.ts'
import {sectionNames} from '../../desired/page-schema.ts'
import {readPageFields} from '../../desired/page-subscription.ts'
import {UsageError} from '../../errors.ts'
import {callSettingNames} from '../../platform/calls.ts'
import {isObject} from '../../platform/fields-schema.ts'
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
show, nor welcome_flows and call_settings that the app may not read; of several flows with one name, it has the first. In an existing
YAML file, comments and the order of keys stay. A file that extends others or has overlays is not changed, and a file with anything
else in it is replaced only with --overwrite.

Examples:
  $ msgr page pull > page.yaml
  $ msgr page pull --page shop --out shop.yaml`,
    )
}

interface PullOptions extends OverwriteFlags {
  readonly out?: string
}

export async function run(context: Context, {out, overwrite}: PullOptions): Promise<PulledPage> {
  if (out === undefined) return {file: null, page: (await readPage(context)).page}
  const there = overwrite === true ? undefined : await formerText(context.io, out)
  if (there !== undefined && isLayered(there))
    throw new UsageError(`${out} has several layers, and msgr cannot know which of them to change`, {
      hint: 'Pull into another file and compare: msgr page pull --out pulled.yaml',
    })
  const {out: file, former} = await pulledFile(context, out, {overwrite, keys: sectionNames})
  const {page, unread} = await readPage(context)
  const before = parsed(former)
  const kept = isObject(before) ? Object.entries(before).filter(([section]) => unread.includes(section)) : []
  const written = {...escapedInto(before, page, await context.config()), ...Object.fromEntries(kept)}
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

interface ReadPage extends Pick<PulledPage, 'page'> {
  /** Sections whose reading was refused: not every app may read all of them. */
  readonly unread: readonly string[]
}

async function readPage(context: Context): Promise<ReadPage> {
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
  const unread: string[] = []
  const ifShown = async <Result>(section: string, read: () => Promise<Result>) => {
    try {
      return await read()
    } catch (error) {
      if (!isRefusal(error)) throw error
      context.io.warn(`${section} could not be read: ${error.message}`)
      unread.push(section)
      return undefined
    }
  }
  const flows = await ifShown('welcome_flows', () => readFlows(api))
  const settings = await ifShown('call_settings', () => api.calls.settings())
  const sections = {
    profile: asWritten(await api.messengerProfile.get(profileProperties)),
    labels,
    personas,
    webhook_fields: await readPageFields(api, appId),
    templates,
    welcome_flows: flows ?? [],
    call_settings: Object.fromEntries(
      callSettingNames.flatMap(name => (settings?.[name] === undefined ? [] : [[name, settings[name]]])),
    ),
  }
  const filled = Object.entries(sections).filter(([, value]) => Object.keys(value).length > 0)
  return {page: Object.fromEntries(filled), unread}
}

/** Of several with one name, the first. */
async function readFlows({welcomeMessageFlows}: Api): Promise<readonly object[]> {
  const flows = new Map<string, object>()
  for await (const flow of welcomeMessageFlows.list({limit: 100})) {
    const {name, eligible_platforms, welcome_message_flow} = flow
    if (welcome_message_flow !== undefined && !flows.has(name))
      flows.set(name, {name, eligible_platforms, welcome_message_flow})
  }
  return [...flows.values()]
}

export const isVerbatim = true

export const view: View<PulledPage> = ({file, page}, {good}) => {
  if (file !== null)
    return `${good('✔')} Wrote ${Object.keys(page).join(', ') || 'nothing, because nothing is set,'} to ${file}`
  return documentText(undefined, escaped(page)).trimEnd()
}
