import type {SettingsFile} from '../../config/schema.ts'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {answerTo, checkedFlag, orNothing} from './answer.ts'
import {toLivingVersion, toNumericId, toReference} from './checks.ts'
import type {KnownPage} from './known-pages.ts'
import {askForPages, pagesOfFlag} from './pages.ts'

/** The flags that answer the questions. */
export interface InitFlags {
  readonly pages?: string
  readonly appId?: string
  /** For all Pages, or `shop=env:NAME` for one Page. */
  readonly tokenFrom?: readonly string[]
  readonly appSecretFrom?: string
  readonly defaultPage?: string
}

/** The content of the project file. @throws {UsageError} for an invalid flag, or a question that nobody can answer. */
export async function answers(context: Context, flags: InitFlags): Promise<SettingsFile> {
  const pages = flags.pages === undefined ? await askForPages(context) : pagesOfFlag(flags.pages)
  const appId = await appIdFor(context, flags)
  const tokens = await tokensFor(context, flags, pages)
  const appSecret = await appSecretFor(context, flags, appId)
  const apiVersion = await versionFor(context)
  const defaultPage = await defaultFor(context, flags, pages)
  const ofApp = {...(appId === '' ? {} : {appId}), ...(appSecret === '' ? {} : {appSecret})}
  return {
    apiVersion,
    ...(defaultPage === undefined ? {} : {defaultPage}),
    pages: Object.fromEntries(
      pages.map(({name, pageId}) => [name, {pageId, token: tokens.get(name), ...ofApp}]),
    ),
  }
}

async function appIdFor(context: Context, {appId}: InitFlags): Promise<string> {
  const {connection} = await context.config()
  return answerTo(context, {
    question: 'The id of the app (empty: none)',
    flag: '--app-id',
    given: appId,
    usual: connection.appId ?? '',
    check: orNothing(answer => toNumericId(answer, 'app id')),
  })
}

async function tokensFor(
  context: Context,
  {tokenFrom = []}: InitFlags,
  pages: readonly KnownPage[],
): Promise<ReadonlyMap<string, string>> {
  const tokens = new Map<string, string>()
  const isForOne = (text: string) => pages.some(({name}) => text.startsWith(`${name}=`))
  const forAll = tokenFrom.findLast(text => !isForOne(text))
  for (const {name} of pages) {
    const own = tokenFrom.findLast(text => text.startsWith(`${name}=`))?.slice(name.length + 1)
    const token = await answerTo(context, {
      question: `Where does the token of ${name} come from: store, env:NAME or file:PATH?`,
      flag: '--token-from',
      given: own ?? forAll,
      usual: 'store',
      check: toReference,
    })
    tokens.set(name, token)
  }
  return tokens
}

/** Asked for only when there is an app. */
async function appSecretFor(context: Context, {appSecretFrom}: InitFlags, appId: string): Promise<string> {
  if (appId === '' && appSecretFrom === undefined) return ''
  return answerTo(context, {
    question: 'Where does the app secret come from: env:NAME, file:PATH or store (empty: nowhere)?',
    flag: '--app-secret-from',
    given: appSecretFrom,
    usual: '',
    check: orNothing(toReference),
  })
}

async function versionFor(context: Context): Promise<string> {
  const {connection} = await context.config()
  const today = new Date(context.clock.now()).toISOString().slice(0, 10)
  return answerTo(context, {
    question: 'The version of the Graph API',
    flag: '--api-version',
    given: context.globals.apiVersion,
    usual: connection.apiVersion,
    check: answer => toLivingVersion(answer, today),
  })
}

/** A single Page needs no default. */
async function defaultFor(
  {io, prompt}: Context,
  {defaultPage}: InitFlags,
  pages: readonly KnownPage[],
): Promise<string | undefined> {
  const names = pages.map(({name}) => name)
  const flag = '--default-page'
  if (defaultPage !== undefined) {
    return checkedFlag(flag, () => {
      if (names.includes(defaultPage)) return defaultPage
      throw new UsageError(`${defaultPage} is not one of the Pages ${names.join(', ')}`)
    })
  }
  if (names.length < 2) return undefined
  const choices = names.map(name => ({name, value: name}))
  return io.isInteractive ? prompt.choose('Which Page without --page?', choices, flag) : names[0]
}
