import {lstat} from 'node:fs/promises'
import {dirname} from 'node:path'
import type {Document} from 'yaml'
import {ConfigError} from '../errors.ts'
import {parseYaml} from '../text/yaml.ts'
import type {Paths} from './index.ts'
import {isOpenToAll} from './ownership.ts'
import {writePrivate} from './private-file.ts'
import {checkCredentials, checkSettings} from './schema.ts'
import {readSettingsText} from './settings-text.ts'

/** Stores the token of a Page in the credentials file, which only its owner can read. @throws {ConfigError} */
export async function storeToken(
  {credentialsFile}: Paths,
  pageName: string,
  {id, token}: {readonly id: string; readonly token: string},
): Promise<void> {
  await edit(credentialsFile, checkCredentials, document => {
    document.setIn([pageName, 'pageId'], id)
    document.setIn([pageName, 'token'], token)
  })
}

/** Stores the token of an ad account beside that of a Page. @throws {ConfigError} */
export async function storeAdToken(
  {credentialsFile}: Paths,
  pageName: string,
  {adAccount, token}: {readonly adAccount: string; readonly token: string},
): Promise<void> {
  await edit(credentialsFile, checkCredentials, document => {
    document.setIn([pageName, 'adAccount'], adAccount)
    document.setIn([pageName, 'adToken'], token)
  })
}

/** Names the ad account of a Page in the user file, with its token in the store. @throws {ConfigError} */
export async function nameAdAccount({userFile}: Paths, pageName: string, adAccount: string): Promise<void> {
  await edit(userFile, checkSettings, document => {
    document.setIn(['pages', pageName, 'adAccount'], adAccount)
    document.setIn(['pages', pageName, 'adToken'], 'store')
  })
}

/** Removes the secrets of a Page from the credentials file; false when there were none. @throws {ConfigError} */
export async function removeCredentials({credentialsFile}: Paths, pageName: string): Promise<boolean> {
  return edit(credentialsFile, checkCredentials, document => document.deleteIn([pageName]))
}

/** Adds a Page to the user file, with its token in the store. @throws {ConfigError} */
export async function nameUserPage({userFile}: Paths, pageName: string, pageId: string): Promise<void> {
  await edit(userFile, checkSettings, document =>
    document.setIn(['pages', pageName], document.createNode({pageId, token: 'store'})),
  )
}

/** Sets the default Page in the user file. @throws {ConfigError} */
export async function setDefaultPage({userFile}: Paths, pageName: string): Promise<void> {
  await edit(userFile, checkSettings, document => document.set('defaultPage', pageName))
}

/** Changes a YAML file and keeps its comments. Written under a temporary name and renamed, so that it is always complete. */
async function edit<Result>(
  file: string,
  check: (data: unknown, file: string) => unknown,
  change: (document: Document) => Result,
): Promise<Result> {
  await refuseLink(file)
  if (isOpenToAll(dirname(file)))
    throw new ConfigError(`${file} was not written: everybody can write to its folder`, {
      hint: `chmod o-w ${dirname(file)}`,
    })
  const document: Document = parseYaml(readIfThere(file))
  const [fault] = document.errors
  if (fault !== undefined)
    throw new ConfigError(`${file} is not valid YAML: ${fault.message}`, {cause: fault})
  check(document.toJS(), file)
  // Nothing can be taken out of an empty document.
  document.contents ??= document.createNode({})
  const result = change(document)
  if (result !== false) await writePrivate(file, document.toString())
  return result
}

/** Writing through a link would put a secret where somebody else pointed the link. */
async function refuseLink(file: string): Promise<void> {
  const found = await lstat(file).catch(() => undefined)
  if (found?.isSymbolicLink() !== true) return
  throw new ConfigError(`${file} is a link, and secrets are not written through links`, {
    hint: 'Put a regular file there',
  })
}

function readIfThere(file: string): string {
  try {
    return readSettingsText(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
