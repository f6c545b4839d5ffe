import {StepFailed} from '../../../chats/failure.ts'
import {tapControl} from '../../../chats/perform.ts'
import type {Context} from '../../../context.ts'
import {type Control, controlsOn} from '../../../emulator/chat/controls.ts'
import type {EmulatorAccess} from '../../../emulator/find.ts'
import type {ActOutcome} from '../../../emulator/people/scene.ts'
import {UsageError} from '../../../errors.ts'

interface Tap {
  readonly psid: string
  readonly words: Readonly<Record<string, unknown>>
}

/**
 * Taps the newest quick reply or button on screen with this title or payload, and sends what it would send. Without one on
 * screen, sends the payload as that of a button.
 * @throws {UsageError} when nothing on screen has the title and no payload is given, or when the control cannot be tapped here.
 */
export async function tapOnScreen(
  {io}: Context,
  {admin}: EmulatorAccess,
  {psid, words}: Tap,
): Promise<ActOutcome> {
  const {payload: word, title, mid} = words
  const controls = controlsOn(await admin('GET', `chat/${psid}?limit=200`)).filter(
    control => mid === undefined || control.mid === mid,
  )
  const found =
    controls.find(
      each => (title === undefined || each.title === title) && (word === undefined || each.payload === word),
    ) ?? (title === undefined ? controls.find(each => each.title === word) : undefined)
  if (found !== undefined) return tap(admin, psid, found)
  const titles = [...new Set(controls.map(control => control.title))]
  const there = titles.length === 0 ? 'Nothing on screen can be tapped' : `On screen: ${titles.join(', ')}`
  if (word === undefined)
    throw new UsageError(`"${title}" is not on screen.`, {hint: `${there}. Or name a payload`})
  if (titles.length > 0)
    io.warn(`"${title ?? word}" is not on screen: sent as the payload of a button. ${there}`)
  return admin('POST', `people/${psid}/tap`, words)
}

async function tap(admin: EmulatorAccess['admin'], psid: string, control: Control): Promise<ActOutcome> {
  try {
    return await tapControl((act, said) => admin('POST', `people/${psid}/${act}`, said), control)
  } catch (error) {
    if (error instanceof StepFailed) throw new UsageError(error.message)
    throw error
  }
}
