import {join} from 'node:path'
import {Argument, type Command} from 'commander'
import {appIdOf} from '../api/index.ts'
import type {Context} from '../context.ts'
import {findEmulator} from '../emulator/find.ts'
import {UsageError} from '../errors.ts'
import {toMeLink} from '../platform/m-me-links.ts'
import type {View} from '../terminal/view.ts'
import {isEmulated} from './shared/arguments/target-time.ts'

const places = ['inbox', 'app', 'token', 'chat'] as const

type Place = (typeof places)[number]

/** Where something was, or is to be, opened. */
export interface Opened {
  readonly place: Place
  readonly url: string
  /** Whether a browser took the address. */
  readonly opened: boolean
}

export function declare(command: Command): void {
  command
    .addArgument(new Argument('<place>', 'what to open').choices([...places]))
    .option('--no-browser', 'only print the address')
    .addHelpText(
      'after',
      `
  inbox   the inbox of the Page, in Meta Business Suite
  app     the dashboard of the app
  token   the Graph API Explorer, which creates tokens for the app; another page there inspects them
  chat    a conversation with the Page: m.me, or the chat page of the emulator

Prints the address, and opens it when stdout is a terminal, in the browser that BROWSER names or else that of the system. Where there
is no browser, it prints the address and exits with 0. No token is ever part of an address.

Examples:
  $ msgr open inbox
  $ msgr open chat --page "Acme Support"
  $ msgr open app --no-browser`,
    )
}

export async function run(
  context: Context,
  place: Place,
  {browser = true}: {readonly browser?: boolean},
): Promise<Opened> {
  const {io, globals} = context
  const url = (await isEmulated(context)) ? await emulatedUrl(context, place) : await urlOf(context, place)
  if (place === 'token')
    io.note('To inspect a token: https://developers.facebook.com/tools/debug/accesstoken/')
  const isForPerson = browser && !globals.dryRun && globals.format === 'text' && io.isOutTerminal
  if (!isForPerson) return {place, url, opened: false}
  const why = await io.openAddress(url)
  if (why !== undefined) io.warn(`No browser was opened: ${why}. Open the address yourself`)
  return {place, url, opened: why === undefined}
}

/** Not documented: the addresses that a browser shows. */
async function urlOf(context: Context, place: Place): Promise<string> {
  switch (place) {
    case 'inbox':
      return `https://business.facebook.com/latest/inbox/all?asset_id=${await pageIdOf(context)}`
    case 'chat':
      return toMeLink(await pageIdOf(context))
    case 'app':
      return `https://developers.facebook.com/apps/${await readAppId(context)}/dashboard/`
    case 'token':
      return `https://developers.facebook.com/tools/explorer/${await readAppId(context)}/`
  }
}

/** That of the settings; else the token says it. */
async function pageIdOf({config, api}: Context): Promise<string> {
  const {connection} = await config()
  return connection.pageId ?? (await (await api()).page.get()).id
}

async function readAppId({config}: Context): Promise<string> {
  return appIdOf((await config()).connection)
}

/** @throws {UsageError} for what the emulator does not have, and when none keeps running. */
async function emulatedUrl(context: Context, place: Place): Promise<string> {
  const insteads = {
    inbox: 'Write to the Page, and see what it answers: msgr open chat',
    app: 'See its callback and fields: msgr webhook status',
    token: 'See its tokens: msgr emulator token list',
  }
  if (place !== 'chat') throw new UsageError(`The emulator has no ${names[place]}`, {hint: insteads[place]})
  const {paths, emulatorUrl, target} = await context.config()
  const folder = join(paths.stateFolder, 'emulator')
  if (target === 'emulator' && (await findEmulator({folder, url: emulatorUrl})) === undefined)
    throw new UsageError('No emulator is running, so there is no chat page', {
      hint: 'Start one, which opens it too: msgr emulator start --open',
    })
  const {graphUrl, pageId} = await context.connection()
  return pageId === undefined ? `${graphUrl}/` : `${graphUrl}/?page=${pageId}`
}

const names: Readonly<Record<Place, string>> = {
  inbox: 'inbox',
  app: 'app dashboard',
  token: 'token tools',
  chat: 'chat page',
}

export const view: View<Opened> = ({url}) => url
