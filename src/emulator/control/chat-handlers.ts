import {attachmentLimits} from '../../platform/attachments.ts'
import {findActivity, listActivity, showActivity} from '../chat/activity-view.ts'
import {viewConversation} from '../chat/conversation-view.ts'
import {isContentType} from '../chat/files.ts'
import {overview} from '../chat/overview.ts'
import {sendEventAgain, sendRawEvent} from '../chat/sending-again.ts'
import type {SendAgain} from '../chat/view-types.ts'
import {PlatformError} from '../errors.ts'
import {addPerson, changePerson} from '../people/adding.ts'
import {actor, perform} from '../people/perform.ts'
import {refused, type Told} from '../people/scene.ts'
import {attach} from '../people/writing.ts'
import {type Admin, type AdminRequest, type Handler, readJson} from './handler.ts'

/** What the chat page and the commands of people ask for; the keys are method and first part below `/_msgr/`. */
export const chatHandlers: Readonly<Record<string, Handler>> = {
  'GET chat': ({world, chat}, {url: {searchParams}}, [psid]) =>
    psid === undefined
      ? overview(world, chat, searchParams.get('page'))
      : viewConversation(world, chat, psid, searchParams),
  'GET activity': ({world, chat}, request, [id]) =>
    id === undefined
      ? listActivity(chat.activity, world.state, request.url.searchParams)
      : showActivity(chat.activity, world.state, id, originOf(request)),
  'POST activity': ({chat}, request, [id = '', what]) => {
    if (what !== 'send')
      throw new PlatformError(100, `There is no POST /_msgr/activity/${id}/${what}`, {status: 404})
    return sendEventAgain(
      chat.delivery,
      findActivity(chat.activity, id),
      readJson(request) as Partial<SendAgain>,
    )
  },
  'POST events': ({world, chat}, request) => sendRawEvent(world.state, chat.delivery, readJson(request)),
  'POST people': async (admin, request, [psid, act = '']) => {
    const {world} = admin
    if (psid === undefined) return {ok: true, psid: addPerson(world, readJson(request)).psid}
    if (act === 'attach') return {ok: true, ...(await attachFile(admin, request, psid))}
    return {ok: true, ...perform(world, psid, act, readJson(request), originOf(request))}
  },
  'PATCH people': ({world}, request, [psid = '']) => ({
    ok: true,
    psid: changePerson(world, psid, readJson(request)).psid,
  }),
}

/** Where the emulator was asked, which is where it shows what it keeps. */
const originOf = ({headers}: AdminRequest): string => `http://${headers.host}`

/** The body is the file; `?name=` names it. */
async function attachFile({world, chat}: Admin, request: AdminRequest, psid: string): Promise<Told> {
  const person = actor(world, psid, 'attach')
  const {body, headers, url} = request
  const contentType = headers['content-type'] ?? 'application/octet-stream'
  if (body.length === 0) throw refused('The file is missing, or empty')
  if (!isContentType(contentType))
    throw refused(`"${contentType}" is no type of a file; send a content-type such as image/png`)
  if (body.length > attachmentLimits.maxBytes)
    throw refused(`The file has ${body.length} bytes, at most ${attachmentLimits.maxBytes}`)
  const name = (url.searchParams.get('name') ?? 'file').replace(/[\\/]/g, '_').slice(0, 100)
  const path = await chat.files.keep({bytes: body, contentType}, name)
  return attach({world, person, words: wordsIn(url), origin: originOf(request)}, typeOf(contentType), path)
}

/** A file may answer a message: `?reply_to=`. */
const wordsIn = ({searchParams}: URL) => {
  const replyTo = searchParams.get('reply_to')
  return replyTo === null ? {} : {reply_to: replyTo}
}

function typeOf(contentType: string): string {
  const [kind = ''] = contentType.split('/')
  return ['image', 'audio', 'video'].includes(kind) ? kind : 'file'
}
