import type {PersonaId} from '../../platform/ids.ts'
import {personasRoutes as routes} from '../../platform/personas.ts'
import {judgePersona} from '../../platform/personas-check.ts'
import {noSuchObject} from '../errors.ts'
import {answerList, answerNode, type NodeType} from '../graph/nodes.ts'
import type {StoredPersona} from '../state/page.ts'
import {type Call, pageOf, type Resource, type World} from '../world.ts'
import {demandFetchable} from './attachments.ts'
import {invalid, refusalOf} from './refusals.ts'

const scopes = ['pages_messaging']

const personaType: NodeType<StoredPersona> = {
  name: 'MessengerBusinessPersona',
  id: ({id}) => id,
  defaults: ['name', 'profile_picture_url'],
  fields: {
    name: ({name}) => name,
    profile_picture_url: ({pictureUrl}) => pictureUrl,
  },
}

export const personas: Resource = {
  [routes.create]: {
    tokens: ['page'],
    scopes,
    answer: (world, call) => {
      const {faults, value} = judgePersona(call.params)
      const refusal = refusalOf(faults.filter(({rule}) => rule !== 'unknown-key'))
      if (refusal !== undefined) throw refusal
      const {name, profile_picture_url: pictureUrl} = value
      demandFetchable(pictureUrl)
      const id = world.newId('19') as PersonaId
      world.state.personas[id] = {id, pageId: pageOf(call).id, name, pictureUrl, isDeleted: false}
      return {id}
    },
  },
  [routes.list]: {
    tokens: ['page'],
    scopes,
    answer: (world, call) => {
      const own = Object.values(world.state.personas).filter(
        ({pageId, isDeleted}) => pageId === pageOf(call).id && !isDeleted,
      )
      return answerList(personaType, own, world, call)
    },
  },
  [routes.get]: {
    tokens: ['page'],
    scopes,
    answer: (world, call) => answerNode(personaType, ownPersona(world, call), world, call),
  },
  [routes.delete]: {
    tokens: ['page'],
    scopes,
    answer: (world, call) => {
      ownPersona(world, call).isDeleted = true
      return {success: true}
    },
  },
}

function ownPersona(world: World, call: Call): StoredPersona {
  const id = call.ids['persona_id'] ?? ''
  const persona = world.state.personas[id]
  if (persona === undefined || persona.pageId !== call.token.pageId)
    throw noSuchObject(call.route.split(' ')[0] ?? '', id)
  return persona
}

/** @throws {PlatformError} 100 when the Page has no such persona, or has it no more. */
export function checkPersonaOf(world: World, call: Call, id: string | undefined): void {
  if (id === undefined) return
  const persona = world.state.personas[id]
  if (persona !== undefined && persona.pageId === pageOf(call).id && !persona.isDeleted) return
  throw invalid(`Invalid persona_id: ${id}`)
}
