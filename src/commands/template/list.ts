import type {Command} from 'commander'
import {collect} from '../../api/core/paging.ts'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import type {LibraryTemplate, MessageTemplate, TemplateStatus} from '../../platform/message-templates.ts'
import {templateStatuses} from '../../platform/message-templates.ts'
import type {View} from '../../terminal/view.ts'
import {declareLimit, limited, parseLimit, perCall} from '../shared/arguments/limit.ts'
import {addExamples} from '../shared/wording/examples.ts'

export const json = 'array'

interface ListOptions {
  readonly library?: boolean
  readonly search?: string
  readonly language?: string
  readonly status?: string
  readonly limit: string
}

export function declare(command: Command): void {
  const filtered = command
    .option('--search <words>', 'only templates with these words in name or content')
    .option('--language <code>', 'only templates in this language: en, en_US')
    .option('--status <status>', 'only templates with this status: approved, pending, rejected …')
    .option('--library', "list the platform's own templates, which a file can use as library_template_name")
  declareLimit(filtered, 'templates', 'long')
  addExamples(
    command,
    'msgr template list',
    'msgr template list --status approved --json',
    'msgr template list --library --search order',
  )
}

type Listed = readonly MessageTemplate[] | readonly LibraryTemplate[]

export async function run(context: Context, options: ListOptions): Promise<Listed> {
  const {search: nameOrContent, language} = options
  const most = parseLimit(options.limit)
  const status = parseStatus(options.status)
  const {messageTemplates} = await context.api()
  if (options.library)
    return collect(limited(context, messageTemplates.library({nameOrContent, language}), most))
  const templates = messageTemplates.list({
    nameOrContent,
    language: language === undefined ? undefined : [language],
    status: status === undefined ? undefined : [status],
    limit: perCall(most),
  })
  return collect(limited(context, templates, most))
}

function parseStatus(text: string | undefined): TemplateStatus | undefined {
  if (text === undefined) return undefined
  const known = templateStatuses.find(status => status === text.toUpperCase())
  if (known !== undefined) return known
  throw new UsageError(`--status ${text} is not a status`, {
    hint: `Use one of: ${templateStatuses.join(', ').toLowerCase()}`,
  })
}

export const view: View<Listed> = templates => ({
  columns: ['id', 'name', 'language', 'status', 'body'],
  rows: templates.map(template => [
    template.id,
    template.name,
    template.language,
    'status' in template ? template.status : 'library',
    bodyOf(template),
  ]),
  whole: ['id', 'name'],
  leaveOut: ['id', 'language'],
})

/** Names the filters, so that nobody takes "none of these" for "none". */
export function empty({library = false, search, language, status}: ListOptions): string {
  const filters = [
    search === undefined ? '' : ` with "${search}"`,
    language === undefined ? '' : ` in ${language}`,
    status === undefined ? '' : ` with status ${status.toLowerCase()}`,
  ].join('')
  if (library) return `The library has no template${filters}.`
  if (filters !== '') return `The Page has no template${filters}.`
  return 'The Page has no templates. Create one: msgr template create order-update.yaml'
}

function bodyOf(template: MessageTemplate | LibraryTemplate): string {
  if ('body' in template) return template.body
  return template.components?.flatMap(each => (each.type === 'BODY' ? [each.text] : []))[0] ?? ''
}
