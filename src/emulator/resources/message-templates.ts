import type {RuleFault} from '../../platform/faults.ts'
import type {MessageTemplateId} from '../../platform/ids.ts'
import {messageTemplatesRoutes as routes, type TemplateComponent} from '../../platform/message-templates.ts'
import {judgeNewTemplate, judgeTemplateChange} from '../../platform/message-templates-check.ts'
import {missingParameter, noSuchObject} from '../errors.ts'
import {answerList, answerNode, type NodeType} from '../graph/nodes.ts'
import type {StoredTemplate} from '../state/page.ts'
import {toPlatformTime} from '../state/time.ts'
import {type Call, pageOf, type Resource, type World} from '../world.ts'
import {invalid, refusalOf} from './refusals.ts'
import {componentsOf, templateLibrary} from './template-library.ts'
import {isAboutReview, reviewTemplate, statusOf} from './template-review.ts'
import {imageOf} from './uploads.ts'

const tokens = ['page'] as const
const scopes = ['page_utility_messaging']

const templateType: NodeType<StoredTemplate> = {
  name: 'MessageTemplate',
  id: ({id}) => id,
  defaults: ['name', 'language', 'category', 'status', 'components', 'parameter_format'],
  fields: {
    name: ({name}) => name,
    language: ({language}) => language,
    language_count: (template, world) =>
      Object.values(world.state.messageTemplates).filter(other => isNamesake(other, template)).length,
    category: () => 'UTILITY',
    status: (template, world) => statusOf(template, world.now()),
    components: ({components}) => components,
    parameter_format: ({parameterFormat}) => parameterFormat,
    library_template_name: ({libraryName}) => libraryName,
    rejected_reason: (template, world) => reasonOf(template, world) ?? 'NONE',
    rejection_reasons: (template, world) => [reasonOf(template, world) ?? []].flat(),
    creation_time: ({createdMs}) => toPlatformTime(createdMs),
    last_updated_time: ({updatedMs}) => toPlatformTime(updatedMs),
  },
}

export const messageTemplates: Resource = {
  [routes.library]: {
    tokens,
    scopes,
    answer: (_world, call) => {
      const {name_or_content: words, language} = call.params
      const wanted = texts(language)
      const data = templateLibrary.filter(
        each =>
          (words === undefined || holds(`${each.name} ${each.body}`, words)) &&
          (wanted.length === 0 || wanted.includes(each.language)),
      )
      return {data}
    },
  },
  [routes.create]: {
    tokens,
    scopes,
    lacks: ['library_template_body_inputs', 'library_template_button_inputs'],
    answer: create,
  },
  [routes.list]: {
    tokens,
    scopes,
    answer: (world, call) => answerList(templateType, filtered(world, call), world, call),
  },
  [routes.get]: {
    tokens,
    scopes,
    answer: (world, call) => answerNode(templateType, ownTemplate(world, call), world, call),
  },
  [routes.edit]: {
    tokens,
    scopes,
    answer: (world, call) => {
      const template = ownTemplate(world, call)
      const {components = template.components, parameter_format = template.parameterFormat} = call.params
      const {faults, value: change} = judgeTemplateChange({components, parameter_format})
      refuse(faults)
      if (call.params['components'] !== undefined) demandImages(world, call, change.components)
      template.components = change.components
      template.parameterFormat = change.parameter_format ?? template.parameterFormat
      template.updatedMs = world.now()
      reviewTemplate(world, template, faults)
      return {success: true}
    },
  },
  [routes.delete]: {
    tokens,
    scopes,
    answer: (world, call) => {
      const {name, template_id: id} = call.params
      if (name === undefined && id === undefined) throw missingParameter('name')
      const gone = ownTemplates(world, call).filter(
        each => (name === undefined || each.name === name) && (id === undefined || each.id === String(id)),
      )
      if (gone.length === 0) throw invalid('Message template not found')
      for (const each of gone) delete world.state.messageTemplates[each.id]
      return {success: true}
    },
  },
}

function create(world: World, call: Call): unknown {
  const {faults: found, value: given} = judgeNewTemplate(call.params)
  const faults = found.filter(({rule}) => rule !== 'unknown-key')
  refuse(faults)
  const {name, language, parameter_format: parameterFormat = 'POSITIONAL'} = given
  if (ownTemplates(world, call).some(each => each.name === name && each.language === language))
    throw invalid(`There is already a template named ${name} in the language ${language}`)
  demandImages(world, call, given.components)
  const id = world.newId('13') as MessageTemplateId
  const {library_template_name: libraryName} = given
  const nowMs = world.now()
  const template: StoredTemplate = {
    id,
    pageId: pageOf(call).id,
    name,
    language,
    components: given.components ?? fromLibrary(libraryName, language),
    parameterFormat,
    ...(libraryName === undefined ? {} : {libraryName}),
    createdMs: nowMs,
    updatedMs: nowMs,
    decidedMs: nowMs,
    rejection: undefined,
    isAnnounced: false,
  }
  world.state.messageTemplates[id] = template
  reviewTemplate(world, template, faults)
  return {id, status: statusOf(template, world.now()), category: 'UTILITY'}
}

/** @throws {PlatformError} 100 for a header image whose handle is not one of the app's. */
function demandImages(world: World, call: Call, components: readonly TemplateComponent[] = []): void {
  for (const component of components)
    if (component.type === 'HEADER' && component.format === 'IMAGE')
      for (const handle of component.example.header_handle) imageOf(world, call, handle)
}

/** Invalid structure is refused at once; the review finds faults in the text. */
function refuse(faults: readonly RuleFault[]): void {
  const refusal = refusalOf(faults.filter(fault => fault.severity !== 'warning' && !isAboutReview(fault)))
  if (refusal !== undefined) throw refusal
}

function fromLibrary(name = '', language: string): readonly TemplateComponent[] {
  const found = templateLibrary.find(each => each.name === name && each.language === language)
  if (found === undefined) throw invalid(`There is no template ${name} in the library in ${language}`)
  return componentsOf(found)
}

function filtered(world: World, call: Call): readonly StoredTemplate[] {
  const {name, content, name_or_content: either, language, category, status} = call.params
  const [languages, categories, statuses] = [texts(language), texts(category), texts(status)]
  return ownTemplates(world, call).filter(template => {
    const words = JSON.stringify(template.components)
    return (
      (name === undefined || template.name === name) &&
      (content === undefined || holds(words, content)) &&
      (either === undefined || holds(`${template.name} ${words}`, either)) &&
      (languages.length === 0 || languages.includes(template.language)) &&
      (categories.length === 0 || categories.includes('UTILITY')) &&
      (statuses.length === 0 || statuses.includes(statusOf(template, world.now())))
    )
  })
}

/** A filter that is given as a list, or as a text with commas. */
function texts(value: unknown): readonly string[] {
  if (value === undefined || value === '') return []
  return Array.isArray(value) ? value.map(String) : String(value).split(',')
}

const holds = (text: string, words: unknown): boolean =>
  text.toLowerCase().includes(String(words).toLowerCase())

const isNamesake = (one: StoredTemplate, other: StoredTemplate): boolean =>
  one.pageId === other.pageId && one.name === other.name

const reasonOf = (template: StoredTemplate, world: World): string | undefined =>
  statusOf(template, world.now()) === 'REJECTED' ? template.rejection : undefined

function ownTemplates(world: World, call: Call): readonly StoredTemplate[] {
  const {id} = pageOf(call)
  return Object.values(world.state.messageTemplates).filter(({pageId}) => pageId === id)
}

function ownTemplate(world: World, call: Call): StoredTemplate {
  const id = call.ids['template_id'] ?? ''
  const template = world.state.messageTemplates[id]
  if (template === undefined || template.pageId !== call.token.pageId)
    throw noSuchObject(call.route.split(' ')[0] ?? '', id)
  return template
}
