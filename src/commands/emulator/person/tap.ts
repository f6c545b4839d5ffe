import {StepFailed} from '../../../chats/failure.ts'
import {type Control, controlsOn} from '../../../chats/on-screen.ts'
import {tapControl} from '../../../chats/perform.ts'
import type {Context} from '../../../context.ts'
import type {EmulatorAccess} from '../../../emulator/find.ts'
import type {ActOutcome} from '../../../emulator/people/scene.ts'
import {UsageError} from '../../../errors.ts'

interface Tap {
  readonly psid: string
  readonly words: Readonly<Record<string, unknown>>
}

/**
 * Taps the quick reply or button on screen that has this title or payload, the newest first, and sends what it sends. What
 * is on no screen goes out as the payload of a button, as long as there is one.
 * @throws {UsageError} when a title alone is on no screen, or what is there cannot be tapped here.
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
  const there = titles.length === 0 ? 'Nothing is there to be tapped' : `There are: ${titles.join(', ')}`
  if (word === undefined)
    throw new UsageError(`"${title}" is not on screen.`, {hint: `${there}; or name a payload`})
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
