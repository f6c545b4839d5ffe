import {dirname} from 'node:path'
import {MsgrError, UnauthorisedError} from '../errors.ts'
import type {AdAccountId, AppId, PageId} from '../platform/ids.ts'
import {defaultVersion} from '../platform/versions.ts'
import {choosePage, type PageChoice, pageCandidates} from './choose-page.ts'
import {readSwitch, type VariableName} from './environment.ts'
import type {Config, Connection, Setting} from './index.ts'
import {missingAdToken, missingToken} from './missing-token.ts'
import {placeOf} from './secret-holder.ts'
import {cleanSecret} from './secret-text.ts'
import {lookUp, type SecretHolder} from './secrets.ts'
import {
  type Candidate,
  first,
  firstText,
  notSet,
  ownPageNames,
  type SettingValue,
  type Sources,
  variables,
} from './sources.ts'
import {toAdAccount, toGraphUrl, toId, toPort, toVersion} from './values.ts'

const defaultGraphUrl = 'https://graph.facebook.com'

type Choice = Pick<
  Config,
  | 'target'
  | 'settings'
  | 'connection'
  | 'problems'
  | 'tokenHolder'
  | 'missingToken'
  | 'adTokenHolder'
  | 'missingAdToken'
  | 'webhook'
  | 'emulatorPage'
  | 'emulatorUrl'
  | 'isVersionNamed'
  | 'failpoint'
  | 'optOutLabel'
  | 'editor'
  | 'store'
>

/** Takes each setting from the source with the highest precedence. @throws {ConfigError} if a value is not valid. */
export async function chooseConnection(sources: Sources): Promise<Choice> {
  const {env, flags, files} = sources
  const target = targetOf(sources)
  const named = firstText([
    {value: flags.apiVersion, origin: 'flag --api-version'},
    ...variables(env, ['MSGR_API_VERSION', 'GRAPH_API_VERSION']),
    ...files.map(({file, data}) => ({value: data.apiVersion, origin: `${file}: apiVersion`})),
  ])
  const version = named ?? firstText(variables(env, ['MSGR_EMULATOR_VERSION']))
  const emulatorUrl = firstText(variables(env, ['MSGR_EMULATOR_URL']))
  const graphUrl = firstText([
    ...variables(env, ['MSGR_GRAPH_URL']),
    ...files.map(({file, data}) => ({value: data.graphUrl, origin: `${file}: graphUrl`})),
  ])
  const port = firstText(variables(env, ['MESSENGER_PORT']))
  const path = firstText(variables(env, ['MESSENGER_ENDPOINT']))
  const ngrok = first(variables(env, ['NGROK_AUTHTOKEN']))
  const page = choosePage(sources)
  const identity = await chooseIdentity(sources, page)
  const optOutLabel = firstText(pageCandidates(sources, page, 'optOutLabel', []))
  const storeUrl = first(storeCandidates(sources))
  const store = storeUrl && (await (await import('./store/choose-store.ts')).chooseStore(sources, storeUrl))

  const connection: Connection = {
    target: 'platform',
    graphUrl: graphUrl === undefined ? defaultGraphUrl : toGraphUrl(graphUrl),
    apiVersion: version === undefined ? defaultVersion : toVersion(version),
    pageName: page.name,
    ...identity.values,
  }
  return {
    target: target.value === 'emulator' ? 'emulator' : 'platform',
    connection,
    problems: [page.problem, ...identity.problems].filter(problem => problem !== undefined),
    tokenHolder: identity.tokenHolder,
    adTokenHolder: identity.adTokenHolder,
    missingAdToken: identity.missingAdToken ?? missingAdToken(page.name),
    missingToken: missingToken({name: page.name, id: page.id, own: ownPageNames(sources)}),
    emulatorPage: connection.pageId ?? page.asked,
    emulatorUrl: emulatorUrl && toGraphUrl(emulatorUrl),
    isVersionNamed: named !== undefined,
    optOutLabel: optOutLabel?.value,
    store: store?.chosen,
    failpoint: env['MSGR_FAILPOINT'],
    editor: env['VISUAL'] || env['EDITOR'] || undefined,
    webhook: {
      path: path && (path.value.startsWith('/') ? path.value : `/${path.value}`),
      port: port && toPort(port),
      ngrokAuthtoken: ngrok?.value,
    },
    settings: [
      {name: 'target', ...target, isSecret: false},
      {
        name: 'apiVersion',
        value: connection.apiVersion,
        origin: version?.origin ?? 'default',
        isSecret: false,
      },
      {name: 'graphUrl', value: connection.graphUrl, origin: graphUrl?.origin ?? 'default', isSecret: false},
      {name: 'page', value: page.name, origin: page.origin, isSecret: false},
      ...identity.settings,
      ...(optOutLabel === undefined ? [] : [{name: 'optOutLabel', ...optOutLabel, isSecret: false}]),
      ...(store?.settings ?? []),
      ...(path === undefined ? [] : [{name: 'webhookPath', ...path, isSecret: false}]),
      ...(port === undefined ? [] : [{name: 'webhookPort', ...port, isSecret: false}]),
      ...(ngrok === undefined ? [] : [{name: 'ngrokAuthtoken', ...ngrok, isSecret: true}]),
    ],
  }
}

/** Where the address of the store may be. A file's is beside its password. */
const storeCandidates = ({env, flags, files}: Sources): readonly Candidate[] => [
  {value: flags.store, origin: 'flag --store'},
  ...variables(env, ['MSGR_STORE']),
  ...files.map(({file, data}) => ({value: data.store, origin: `${file}: store`, folder: dirname(file)})),
]

function targetOf({env, flags}: Sources): {value: string; origin: string} {
  const isSwitchedOn = readSwitch(env, 'MSGR_EMULATOR')
  if (flags.emulator === true) return {value: 'emulator', origin: 'flag --emulator'}
  if (isSwitchedOn === undefined) return {value: 'platform', origin: 'default'}
  return {value: isSwitchedOn ? 'emulator' : 'platform', origin: 'MSGR_EMULATOR'}
}

interface Identity {
  readonly values: Pick<
    Connection,
    | 'pageId'
    | 'pageToken'
    | 'appId'
    | 'appSecret'
    | 'formerAppSecret'
    | 'appToken'
    | 'verifyToken'
    | 'adAccount'
    | 'adToken'
  >
  readonly settings: readonly Setting[]
  readonly tokenHolder: SecretHolder | undefined
  readonly adTokenHolder: SecretHolder | undefined
  /** Why the token that the settings name cannot be used. */
  readonly missingAdToken: MsgrError | undefined
  readonly problems: Config['problems']
}

async function chooseIdentity(sources: Sources, page: PageChoice): Promise<Identity> {
  const pageId = firstText(pageCandidates(sources, page, 'pageId', ['MSGR_PAGE_ID']))
  const appId = firstText(pageCandidates(sources, page, 'appId', ['MSGR_APP_ID']))
  const namedAccount = firstText(pageCandidates(sources, page, 'adAccount', ['MSGR_AD_ACCOUNT']))
  const adAccount = namedAccount && toAdAccount(namedAccount)
  const choose = (key: SecretKey, names: readonly VariableName[]) =>
    chooseSecret(sources, {page, pageId: pageId?.value, adAccount, key, names})
  const token = await choose('token', ['MSGR_PAGE_TOKEN', 'MSGR_PAGE_TOKEN_FILE'])
  const secret = await choose('appSecret', ['MSGR_APP_SECRET', 'MESSENGER_APP_SECRET'])
  const formerSecret = await choose('formerAppSecret', ['MSGR_APP_SECRET_FORMER'])
  const adToken = await choose('adToken', ['MSGR_AD_TOKEN', 'MSGR_AD_TOKEN_FILE'])
  const verify = unlike(await choose('verifyToken', ['MSGR_VERIFY_TOKEN', 'MESSENGER_VERIFY_TOKEN']), [
    token,
    secret,
    formerSecret,
    adToken,
  ])
  const ownAppToken = await choose('appToken', ['MSGR_APP_TOKEN'])
  const appToken = ownAppToken.origin === notSet ? appTokenOf(appId?.value, secret.value) : ownAppToken
  const text = (name: string, found: SettingValue | undefined) => ({
    name,
    value: found?.value,
    origin: found?.origin ?? notSet,
    isSecret: false,
  })
  return {
    values: {
      pageId: pageId && toId<PageId>(pageId),
      appId: appId && toId<AppId>(appId),
      pageToken: token.value,
      appSecret: secret.value,
      formerAppSecret: formerSecret.value,
      appToken: appToken.value,
      verifyToken: verify.value,
      adAccount,
      adToken: adToken.value,
    },
    settings: [
      text('pageId', pageId),
      {name: 'token', ...shown(token)},
      text('appId', appId),
      {name: 'appSecret', ...shown(secret)},
      ...(formerSecret.origin === notSet ? [] : [{name: 'formerAppSecret', ...shown(formerSecret)}]),
      {name: 'appToken', ...shown(appToken)},
      {name: 'verifyToken', ...shown(verify)},
      ...(namedAccount === undefined ? [] : [text('adAccount', namedAccount)]),
      ...(adToken.origin === notSet ? [] : [{name: 'adToken', ...shown(adToken)}]),
    ],
    tokenHolder: token.holder,
    adTokenHolder: adToken.holder,
    missingAdToken: adToken.problem,
    problems: [token, secret, formerSecret, verify, appToken].flatMap(({problem}) =>
      problem === undefined ? [] : [problem],
    ),
  }
}

interface ChosenSecret {
  readonly value: string | undefined
  readonly origin: string
  /** Undefined when the secret is not set. */
  readonly holder?: SecretHolder | undefined
  readonly problem?: MsgrError | undefined
}

const shown = ({value, origin}: ChosenSecret) => ({value, origin, isSecret: true})

interface WantedSecret {
  readonly page: PageChoice
  readonly pageId: string | undefined
  readonly adAccount: AdAccountId | undefined
  readonly key: SecretKey
  readonly names: readonly VariableName[]
}

async function chooseSecret(
  sources: Sources,
  {page, pageId, adAccount, key, names}: WantedSecret,
): Promise<ChosenSecret> {
  const found = first(pageCandidates(sources, page, key, names))
  if (found === undefined) return {value: undefined, origin: notSet}
  const {value: text, origin, folder, scope} = found
  const isReference =
    folder !== undefined && (/^(env|file):/.test(text) || (text === 'store' && key !== 'verifyToken'))
  if (!isReference) {
    const holder = folder === undefined ? ({kind: 'variable', name: origin} as const) : undefined
    return {origin, holder, ...checked(text, key, origin)}
  }
  const secret = await lookUp(
    {text, origin, folder, scope, pageName: page.name ?? '', pageId, adAccount, key},
    sources,
  )
  const {holder} = secret
  const whole = `${origin} (${text})`
  if ('problem' in secret) return {value: undefined, origin: whole, holder, problem: secret.problem}
  return {origin: whole, holder, ...checked(secret.text, key, `${placeOf(holder)}, named by ${origin},`)}
}

/** A secret that can be sent, or its problem. */
function checked(text: string, key: SecretKey, place: string): Pick<ChosenSecret, 'value' | 'problem'> {
  try {
    return {value: cleanSecret(text, kinds[key], place)}
  } catch (error) {
    if (error instanceof MsgrError) return {value: undefined, problem: error}
    throw error
  }
}

/** A verify token is sent to the address of the webhook, so no other secret may be used as one. */
function unlike(verify: ChosenSecret, others: readonly ChosenSecret[]): ChosenSecret {
  const {value, origin, problem} = verify
  const isReused = value !== undefined && others.some(other => other.value === value)
  if (problem !== undefined || !isReused) return verify
  const message = `${origin} is the same as the token or the app secret, and verify tokens are sent to the address of the webhook`
  return {
    ...verify,
    value: undefined,
    problem: new UnauthorisedError(message, {hint: 'Make one up: any text that is hard to guess'}),
  }
}

const kinds = {
  token: 'token',
  appSecret: 'app secret',
  formerAppSecret: 'app secret',
  appToken: 'token',
  verifyToken: 'verify token',
  adToken: 'token',
} as const

type SecretKey = 'token' | 'appSecret' | 'formerAppSecret' | 'appToken' | 'verifyToken' | 'adToken'

function appTokenOf(appId: string | undefined, appSecret: string | undefined): ChosenSecret {
  if (appId === undefined || appSecret === undefined) return {value: undefined, origin: notSet}
  return {value: `${appId}|${appSecret}`, origin: 'appId and appSecret'}
}
