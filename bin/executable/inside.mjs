// `node:fs/promises` for the single executable: what the bundle reads from beside it is inside, as assets of the same names.
import * as files from 'node:fs/promises'
import {getAsset, getAssetKeys} from 'node:sea'
import {pathToFileURL} from 'node:url'
import {bundleFile} from './bundle-file.mjs'

export * from 'node:fs/promises'

const folder = new URL('./', pathToFileURL(bundleFile)).href

/** The name of an asset, or of a folder of assets; undefined for a file of the system. */
const nameOf = file =>
  file instanceof URL && file.href.startsWith(folder) ? decodeURI(file.href.slice(folder.length)) : undefined

export async function readFile(file, options) {
  const name = nameOf(file)
  if (name === undefined) return files.readFile(file, options)
  if (!getAssetKeys().includes(name))
    throw Object.assign(new Error(`${name} is not inside`), {code: 'ENOENT'})
  const bytes = Buffer.from(getAsset(name))
  return options === undefined ? bytes : bytes.toString(options)
}

export async function readdir(place, options) {
  const name = nameOf(place)
  if (name === undefined) return files.readdir(place, options)
  const below = getAssetKeys().filter(key => key.startsWith(name))
  return below.map(key => key.slice(name.length)).filter(key => !key.includes('/'))
}
