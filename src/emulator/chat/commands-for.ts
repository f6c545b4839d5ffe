import {type App, VERIFY_TOKEN} from '../state/app.ts'
import type {State} from '../state/state.ts'

/** What to type so that events reach a bot on this machine. It works before the bot runs. */
export const listenCommand = 'msgr --emulator listen --forward-to 3000'

/** `msgr --emulator`, with the Page unless it is the one that commands act for anyway. */
export function msgrFor(pageId: string, {pages}: Pick<State, 'pages'>): string {
  return Object.keys(pages)[0] === pageId ? 'msgr --emulator' : `msgr --emulator --page ${pageId}`
}

/** The same for a command about the emulator itself: `token change --restore`. */
export function emulatorCommand(words: string, pageId: string, {pages}: State): string {
  return `msgr emulator ${words}${Object.keys(pages)[0] === pageId ? '' : ` --page ${pageId}`}`
}

/** Whether commands act for an app: they know the first one alone. */
const isCommandsApp = ({id}: Pick<App, 'id'>, {apps}: Pick<State, 'apps'>): boolean =>
  Object.keys(apps)[0] === id

/**
 * What to type so that an app and a Page subscribe to a field at the given levels. Undefined if no command can: for another app,
 * and at the app if only its owner knows its verify token.
 */
export function subscribeCommand(
  app: App,
  pageId: string,
  {field, missingAt}: {readonly field: string; readonly missingAt: readonly ('app' | 'page')[]},
  state: Pick<State, 'apps' | 'pages'>,
): string | undefined {
  const {callback} = app
  if (callback === undefined || !isCommandsApp(app, state)) return undefined
  const msgr = msgrFor(pageId, state)
  const atPage = missingAt.includes('page') ? [`${msgr} webhook subscribe ${field}`] : []
  if (!missingAt.includes('app')) return atPage[0]
  if (callback.verifyToken !== VERIFY_TOKEN || !/^[\w:/.?=&%~+-]+$/.test(callback.url)) return undefined
  return [`${msgr} webhook set '${callback.url}' --fields ${field}`, ...atPage].join(' && ')
}
