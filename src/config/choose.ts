import type {AppId, PageId} from '../platform/ids.ts'
import {defaultVersion} from '../platform/versions.ts'
import {choosePage, type PageChoice, pageCandidates} from './choose-page.ts'
import {isOn, type VariableName} from './environment.ts'
import type {Config, Connection, Setting} from './index.ts'
import {lookUp} from './secrets.ts'
import {type Found, first, notSet, type Sources, variables} from './sources.ts'
import {toGraphUrl, toId, toPort, toVersion} from './values.ts'

export const defaultGraphUrl = 'https://graph.facebook.com'

type Choice = Pick<
  Config,
  'target' | 'settings' | 'connection' | 'problems' | 'webhook' | 'emulatorPage' | 'failpoint' | 'editor'
>

/** Takes each setting from the highest place that holds it. @throws {ConfigError} if a value is not valid. */
export async function chooseConnection(sources: Sources): Promise<Choice> {
  const {env, flags, files} = sources
  const target = targetOf(sources)
  const version = first([
    {value: flags.apiVersion, origin: 'flag --api-version'},
    ...variables(env, ['MSGR_API_VERSION', 'GRAPH_API_VERSION']),
    ...files.map(({file, data}) => ({value: data.apiVersion, origin: `${file}: apiVersion`})),
  ])
  const graphUrl = first([
    ...variables(env, ['MSGR_GRAPH_URL']),
    ...files.map(({file, data}) => ({value: data.graphUrl, origin: `${file}: graphUrl`})),
  ])
  const port = first(variables(env, ['MESSENGER_PORT']))
  const path = first(variables(env, ['MESSENGER_ENDPOINT']))
  const ngrok = first(variables(env, ['NGROK_AUTHTOKEN']))
  const page = choosePage(sources)
  const identity = await chooseIdentity(sources, page)

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
    problems: [...(page.problem === undefined ? [] : [page.problem]), ...identity.problems],
    emulatorPage: connection.pageId ?? page.asked,
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
      ...(path === undefined ? [] : [{name: 'webhookPath', ...path, isSecret: false}]),
      ...(port === undefined ? [] : [{name: 'webhookPort', ...port, isSecret: false}]),
      ...(ngrok === undefined ? [] : [{name: 'ngrokAuthtoken', ...ngrok, isSecret: true}]),
    ],
  }
}

function targetOf({env, flags}: Sources): {value: string; origin: string} {
  if (flags.emulator === true) return {value: 'emulator', origin: 'flag --emulator'}
  if (isOn(env['MSGR_EMULATOR'])) return {value: 'emulator', origin: 'MSGR_EMULATOR'}
  return {value: 'platform', origin: env['MSGR_EMULATOR'] ? 'MSGR_EMULATOR' : 'default'}
}

interface Identity {
  readonly values: Pick<
    Connection,
    'pageId' | 'pageToken' | 'appId' | 'appSecret' | 'appToken' | 'verifyToken'
  >
  readonly settings: readonly Setting[]
  readonly problems: Config['problems']
}

async function chooseIdentity(sources: Sources, page: PageChoice): Promise<Identity> {
  const pageId = first(pageCandidates(sources, page, 'pageId', ['MSGR_PAGE_ID']))
  const appId = first(pageCandidates(sources, page, 'appId', ['MSGR_APP_ID']))
  const token = await chooseSecret(sources, page, 'token', ['MSGR_PAGE_TOKEN', 'MSGR_PAGE_TOKEN_FILE'])
  const secret = await chooseSecret(sources, page, 'appSecret', ['MSGR_APP_SECRET', 'MESSENGER_APP_SECRET'])
  const verify = await chooseSecret(sources, page, 'verifyToken', [
    'MSGR_VERIFY_TOKEN',
    'MESSENGER_VERIFY_TOKEN',
  ])
  const ownAppToken = await chooseSecret(sources, page, 'appToken', ['MSGR_APP_TOKEN'])
  const appToken = ownAppToken.origin === notSet ? appTokenOf(appId?.value, secret.value) : ownAppToken
  const text = (name: string, found: Found | undefined) => ({
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
      appToken: appToken.value,
      verifyToken: verify.value,
    },
    settings: [
      text('pageId', pageId),
      {name: 'token', ...shown(token)},
      text('appId', appId),
      {name: 'appSecret', ...shown(secret)},
      {name: 'appToken', ...shown(appToken)},
      {name: 'verifyToken', ...shown(verify)},
    ],
    problems: [token, secret, verify, appToken].flatMap(({problem}) =>
      problem === undefined ? [] : [problem],
    ),
  }
}

interface ChosenSecret {
  readonly value: string | undefined
  readonly origin: string
  readonly problem?: Config['problems'][number]
}

const shown = ({value, origin}: ChosenSecret) => ({value, origin, isSecret: true})

async function chooseSecret(
  sources: Sources,
  page: PageChoice,
  key: SecretKey,
  names: readonly VariableName[],
): Promise<ChosenSecret> {
  const found = first(pageCandidates(sources, page, key, names))
  if (found === undefined) return {value: undefined, origin: notSet}
  const {value: text, origin, folder} = found
  const isReference =
    folder !== undefined && (/^(env|file):/.test(text) || (text === 'store' && key !== 'verifyToken'))
  if (!isReference) return {value: text, origin}
  const secret = await lookUp({text, origin, folder, pageName: page.name ?? '', key}, sources)
  return {value: undefined, origin: `${origin} (${text})`, ...secret}
}

type SecretKey = 'token' | 'appSecret' | 'appToken' | 'verifyToken'

function appTokenOf(appId: string | undefined, appSecret: string | undefined): ChosenSecret {
  if (appId === undefined || appSecret === undefined) return {value: undefined, origin: notSet}
  return {value: `${appId}|${appSecret}`, origin: 'appId and appSecret'}
}
