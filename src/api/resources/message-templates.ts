import type {MessageTemplateId} from '../../platform/ids.ts'
import {
  type CreatedMessageTemplate,
  type LibraryTemplate,
  type MessageTemplate,
  type NewMessageTemplate,
  messageTemplatesRoutes as routes,
  type TemplateStatus,
} from '../../platform/message-templates.ts'
import type {GraphClient} from '../core/graph-client.ts'

const fields = 'id,name,language,category,status,components,parameter_format,rejected_reason'

const templates = ['data[].id', 'data[].name', 'data[].language']

export interface TemplateFilter {
  readonly name?: string | undefined
  readonly nameOrContent?: string | undefined
  readonly language?: readonly string[] | undefined
  readonly status?: readonly TemplateStatus[] | undefined
  /** Templates per call. */
  readonly limit?: number | undefined
}

/** Utility templates of the Page, and the library they can be made from. */
export const messageTemplates = (graph: GraphClient) => ({
  /** The templates of the platform's own, which `create` takes by name. */
  library: (
    filter: {readonly nameOrContent?: string | undefined; readonly language?: string | undefined} = {},
  ) =>
    graph.pages<LibraryTemplate>(
      routes.library,
      {name_or_content: filter.nameOrContent, language: filter.language},
      {needs: templates},
    ),

  list: ({name, nameOrContent, language, status, limit}: TemplateFilter = {}) =>
    graph.pages<MessageTemplate>(
      routes.list,
      {name, name_or_content: nameOrContent, language, status, fields, limit},
      {needs: templates},
    ),

  get: (template: MessageTemplateId) =>
    graph.request<MessageTemplate>(
      routes.get,
      {template_id: template, fields},
      {needs: ['id', 'name', 'language']},
    ),

  /** The answer says whether it is approved, rejected, or still under review. */
  create: (template: NewMessageTemplate) =>
    graph.request<CreatedMessageTemplate>(routes.create, {...template}, {needs: ['id']}),

  /** Replaces the components, which are then reviewed again. */
  edit: (template: MessageTemplateId, change: Pick<NewMessageTemplate, 'components' | 'parameter_format'>) =>
    graph.done(routes.edit, {template_id: template, ...change}),

  /** Deletes a template in every language, or with an id in that one. */
  delete: (name: string, template?: MessageTemplateId) =>
    graph.done(routes.delete, {name, template_id: template}),
})
