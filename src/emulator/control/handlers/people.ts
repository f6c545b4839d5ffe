import {attachmentLimits} from '../../../platform/attachments.ts'
import {addPerson, changePerson} from '../../people/adding.ts'
import {ownMoment} from '../../people/own-moment.ts'
import {actor, perform, returnFromLogin} from '../../people/perform.ts'
import {removePerson} from '../../people/removing.ts'
import {type ActOutcome, refused} from '../../people/scene.ts'
import {actAsSubscriber} from '../../people/subscribers.ts'
import {attach} from '../../people/writing.ts'
import {isContentType} from '../../state/files.ts'
import type {Admin, AdminCall, Handlers} from '../handler.ts'

/** The people of a Page, and their acts. */
export const peopleHandlers = {
  'GET people': ({world}, {query: {page}}) =>
    [...world.state.people.values()].filter(({pageId}) => page === undefined || pageId === page),
  'POST people': ({world}, {json}) => ({ok: true, psid: addPerson(world, json()).psid}),
  'PATCH people/{psid}': ({world}, {ids: {psid}, json}) => ({
    ok: true,
    psid: changePerson(world, psid, json()).psid,
  }),
  'DELETE people/{psid}': ({world}, {ids: {psid}}) => {
    removePerson(world, psid)
    return {ok: true}
  },
  'POST people/{psid}/{act}': async (admin, call) => {
    const {psid, act} = call.ids
    await ownMoment(admin.world, psid)
    if (act === 'attach') return {ok: true, ...(await attachFile(admin, call))}
    return {ok: true, ...perform(admin.world, psid, act, call.json(), call.origin)}
  },
  'POST subscribers/{token}/{act}': ({world}, {ids: {token, act}}) => {
    actAsSubscriber(world, token, act)
    return {ok: true}
  },
  'GET account_linking': ({world}, {query, origin}) => returnFromLogin(world, query, origin),
} satisfies Partial<Handlers>

/** The body is the file. */
async function attachFile(
  {world, chat}: Admin,
  {ids: {psid}, body, headers, query, origin}: AdminCall<'POST people/{psid}/{act}'>,
): Promise<ActOutcome> {
  const person = actor(world, psid, 'attach')
  const contentType = headers['content-type'] ?? 'application/octet-stream'
  if (body.length === 0) throw refused('The file is missing, or empty')
  if (!isContentType(contentType))
    throw refused(`"${contentType}" is not a content type; send one such as image/png`)
  if (body.length > attachmentLimits.maxBytes)
    throw refused(`The file has ${body.length} bytes, at most ${attachmentLimits.maxBytes}`)
  const {name = 'file', reply_to: replyTo} = query
  const path = await chat.files.keep({bytes: body, contentType}, name.replace(/[\\/]/g, '_').slice(0, 100))
  const words = replyTo === undefined ? {} : {reply_to: replyTo}
  return attach({world, person, words, origin}, typeOf(contentType), path)
}

function typeOf(contentType: string): string {
  const [kind = ''] = contentType.split('/')
  return ['image', 'audio', 'video'].includes(kind) ? kind : 'file'
}
