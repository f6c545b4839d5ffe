import {listSamples} from '../../chat/message-samples.ts'
import {listStarters} from '../../chat/starters.ts'
import {startOver} from '../../people/starting-over.ts'
import type {Handlers} from '../handler.ts'

/** A conversation as a whole: kept as a test, a text or a file, and begun again; and what to begin with. */
export const conversationHandlers = {
  'GET chat/{psid}/test': async ({world, chat}, {ids, query}) => {
    const {recordChat} = await import('../../chat/recording/record-chat.ts')
    return recordChat(world, chat, ids.psid, query)
  },
  'GET chat/{psid}/transcript': async ({world, chat}, {ids}) => {
    const {transcribe} = await import('../../chat/recording/transcript.ts')
    return transcribe(world, chat, ids.psid)
  },
  'GET chat/{psid}/export': async ({world, chat}, {ids, origin}) => {
    const {exportConversation} = await import('../../chat/recording/export-conversation.ts')
    return exportConversation(world, chat, ids.psid, origin)
  },
  'POST chat/{psid}/start-over': ({world}, {ids}) => {
    startOver(world, ids.psid)
    return {ok: true}
  },
  'GET samples': listSamples,
  'GET starters': listStarters,
} satisfies Partial<Handlers>
