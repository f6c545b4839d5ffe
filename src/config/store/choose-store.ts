import {homedir, userInfo} from 'node:os'
import {join, resolve} from 'node:path'
import {ConfigError, MsgrError} from '../../errors.ts'
import {readSwitch} from '../environment.ts'
import type {Setting} from '../index.ts'
import {placeOf} from '../secret-holder.ts'
import {lookUp, type Reference} from '../secrets.ts'
import type {SettingValue, Sources} from '../sources.ts'
import {toText} from '../values.ts'
import {type ChosenStore, parseStoreUrl, type StoreAddress, storeName} from './address.ts'
import {passwordInFile} from './password-file.ts'

interface FoundPassword {
  readonly value?: string | undefined
  readonly origin: string
  readonly problem?: MsgrError | undefined
}

/**
 * The store at the address that has precedence.
 * @throws {ConfigError} for an address that cannot be used, or that contains a password where others can read it.
 */
export async function chooseStore(
  sources: Sources,
  found: SettingValue,
): Promise<{readonly chosen: ChosenStore; readonly settings: readonly Setting[]}> {
  const {env} = sources
  const {origin} = found
  const {address, password: inUrl} = parseStoreUrl(toText(found), {
    origin,
    user: env['PGUSER'] || userInfo().username,
    mayBePlain: readSwitch(env, 'MSGR_STORE_UNENCRYPTED') ?? false,
  })
  if (inUrl !== undefined) refusePasswordIn(found)
  const password =
    inUrl === undefined
      ? await findPassword(sources, found, address)
      : {value: inUrl, origin: `${origin} (its password)`}
  return {
    chosen: {address, password: password?.value, problem: password?.problem},
    settings: [
      {name: 'store', value: storeName(address), origin, isSecret: false},
      ...(password === undefined
        ? []
        : [{name: 'storePassword', value: password.value, origin: password.origin, isSecret: true}]),
    ],
  }
}

/** Only an environment variable may hold both: arguments can be seen by every process, and settings files end up in git. */
function refusePasswordIn({origin, folder}: SettingValue): void {
  if (origin === 'MSGR_STORE') return
  throw new ConfigError(
    `${origin} contains a password, and ${folder === undefined ? 'every process of this machine can read arguments' : 'settings files end up in git'}`,
    {
      hint:
        folder === undefined
          ? 'Leave it out, and set PGPASSWORD, PGPASSFILE or MSGR_STORE_PASSWORD_FILE'
          : 'Leave it out, and write storePassword: env:NAME or file:PATH beside it',
    },
  )
}

/** A password in a settings file is only for the address beside it. */
async function findPassword(
  sources: Sources,
  {origin, folder, scope}: SettingValue,
  address: StoreAddress,
): Promise<FoundPassword | undefined> {
  const {env, files, cwd, home} = sources
  const reference = (text: string, from: Pick<Reference, 'origin' | 'folder' | 'scope'>) =>
    lookUpPassword(sources, {text, pageName: '', pageId: undefined, key: 'storePassword', ...from})
  const file = env['MSGR_STORE_PASSWORD_FILE']
  if (file)
    return reference(`file:${file}`, {origin: 'MSGR_STORE_PASSWORD_FILE', folder: cwd, scope: undefined})
  if (env['PGPASSWORD']) return {value: env['PGPASSWORD'], origin: 'PGPASSWORD'}
  const beside = folder === undefined ? undefined : files.find(each => origin === `${each.file}: store`)
  if (beside?.data.storePassword !== undefined)
    return reference(beside.data.storePassword, {
      origin: `${beside.file}: storePassword`,
      folder: folder ?? cwd,
      scope: beside.scope ?? scope,
    })
  const passwords = env['PGPASSFILE'] ? resolve(cwd, env['PGPASSFILE']) : join(home || homedir(), '.pgpass')
  try {
    const value = await passwordInFile(passwords, address)
    return value === undefined ? undefined : {value, origin: passwords}
  } catch (error) {
    if (error instanceof MsgrError) return {origin: passwords, problem: error}
    throw error
  }
}

async function lookUpPassword(sources: Sources, reference: Reference): Promise<FoundPassword> {
  const {origin, text} = reference
  const found = await lookUp(reference, sources)
  const whole = `${origin} (${text})`
  if ('problem' in found) return {origin: whole, problem: found.problem}
  const value = found.text.replace(/\r?\n$/, '')
  if (value !== '') return {value, origin: whole}
  return {origin: whole, problem: new ConfigError(`${placeOf(found.holder)}, named by ${origin}, is empty`)}
}
