import {labelNameField, customLabelsRoutes as routes} from '../../platform/custom-labels.ts'
import type {LabelId} from '../../platform/ids.ts'
import {missingParameter, noSuchObject, PlatformError} from '../errors.ts'
import {answerList, answerNode, type NodeType} from '../graph/nodes.ts'
import type {Label} from '../state/page.ts'
import type {Person} from '../state/person.ts'
import {type Call, pageOf, type Resource, type World} from '../world.ts'
import {personOnPage} from './people.ts'

const nameField = (world: World, call: Call) => labelNameField(call.version, world.today())

function labelType(world: World, call: Call): NodeType<Label> {
  return {
    name: 'PageLabel',
    id: label => label.id,
    defaults: [],
    fields: {[nameField(world, call)]: label => label.name},
  }
}

export const customLabels: Resource = {
  [routes.list]: {
    tokens: ['page'],
    scopes: ['pages_messaging'],
    answer: (world, call) => {
      const own = labelsOf(world, call)
      return answerList(labelType(world, call), own, world, call)
    },
  },
  [routes.create]: {
    tokens: ['page'],
    scopes: ['pages_messaging'],
    answer: (world, call) => {
      demandContactTerms(call)
      const field = nameField(world, call)
      const name = textOf(call.params[field])
      if (name === '') throw missingParameter(field)
      if (labelsOf(world, call).some(label => label.name === name)) {
        throw new PlatformError(100, `(#100) A label with the name "${name}" already exists on this Page`)
      }
      const id = world.newId('17') as LabelId
      world.state.labels[id] = {id, pageId: pageOf(call).id, name}
      return {id}
    },
  },
  [routes.get]: {
    tokens: ['page'],
    answer: (world, call) => answerNode(labelType(world, call), ownLabel(world, call), world, call),
  },
  [routes.delete]: {
    tokens: ['page'],
    scopes: ['pages_messaging'],
    answer: (world, call) => {
      const {id} = ownLabel(world, call)
      for (const person of world.state.people.values()) removeLabel(person, id)
      delete world.state.labels[id]
      return {success: true}
    },
  },
  [routes.assign]: {
    tokens: ['page'],
    scopes: ['pages_messaging'],
    answer: (world, call) => {
      const {label, person} = labelAndPerson(world, call)
      if (person.labelIds.includes(label.id)) return {success: true}
      person.labelIds.push(label.id)
      announce(world, label, person, 'add')
      return {success: true}
    },
  },
  [routes.unassign]: {
    tokens: ['page'],
    scopes: ['pages_messaging'],
    answer: (world, call) => {
      const {label, person} = labelAndPerson(world, call)
      if (removeLabel(person, label.id)) announce(world, label, person, 'remove')
      return {success: true}
    },
  },
  [routes.of]: {
    tokens: ['page'],
    answer: (world, call) => {
      const person = personOnPage(world, call, call.ids['psid'])
      const labels = person.labelIds.flatMap(id => world.state.labels[id] ?? [])
      return answerList(labelType(world, call), labels, world, call)
    },
  },
}

/** Converts a JSON number or boolean to text; other values count as absent. */
const textOf = (value: unknown): string =>
  value === undefined || typeof value === 'object' ? '' : String(value)

function labelsOf(world: World, call: Call): readonly Label[] {
  const {id} = pageOf(call)
  return Object.values(world.state.labels).filter(label => label.pageId === id)
}

function ownLabel(world: World, call: Call): Label {
  const id = call.ids['label_id'] ?? ''
  const label = world.state.labels[id]
  if (label === undefined || label.pageId !== call.token.pageId)
    throw noSuchObject(call.route.split(' ')[0] ?? '', id)
  return label
}

function labelAndPerson(world: World, call: Call): {label: Label; person: Person} {
  demandContactTerms(call)
  const label = ownLabel(world, call)
  const user = call.params['user']
  if (user === undefined) throw missingParameter('user')
  return {label, person: personOnPage(world, call, String(user))}
}

/** Source: observed answer of a Page whose administrators have not accepted the terms. */
function demandContactTerms(call: Call): void {
  const page = pageOf(call)
  if (page.areContactTermsAccepted) return
  throw new PlatformError(2, '(#2) Service temporarily unavailable', {
    subcode: 2018344,
    isTransient: false,
    userTitle: 'Terms not accepted',
    userMessage: `An administrator of the Page has to accept the Page Contact Terms first: https://www.facebook.com/${page.id}/inbox/page_contact_tos/`,
  })
}

function removeLabel(person: Person, id: LabelId): boolean {
  const position = person.labelIds.indexOf(id)
  if (position < 0) return false
  person.labelIds.splice(position, 1)
  return true
}

function announce(world: World, label: Label, person: Person, action: 'add' | 'remove'): void {
  world.deliver({
    pageId: label.pageId,
    field: 'inbox_labels',
    channel: 'changes',
    item: {user: {id: person.psid}, action, label: {id: label.id, page_label_name: label.name}},
  })
}
