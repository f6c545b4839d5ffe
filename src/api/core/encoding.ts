import type {Params} from '../../platform/route.ts'
import {type Layout, toText, withQuery} from './layout.ts'
import type {CallOptions} from './options.ts'
import type {HttpRequest} from './transport.ts'
import {type FilePart, partBody, toForm, type UploadFile, type UploadOptions} from './upload.ts'

/** A call as it is sent, but for who makes it. */
export interface Encoded extends Pick<HttpRequest, 'url' | 'headers' | 'body'> {
  /** The body as data, for people. */
  readonly shown?: unknown
}

/** Adds the address of the version, without a trailing slash, and the proof of a call, which ages, and lays everything out. */
export type Encode = (root: string, proof: Params) => Encoded

/** A call that is not proved. */
export const noProof: Params = {}

/** Parameters in the query, or as a body: JSON, or a form where the platform documents no JSON. */
export function encodeCall({method, path, params}: Layout, {paramsIn}: CallOptions): Encode {
  const isQuery = (paramsIn ?? (method === 'POST' ? 'body' : 'query')) === 'query'
  return (root, proof) => {
    const all = proof === noProof ? params : {...params, ...proof}
    if (isQuery) return {url: withQuery(`${root}/${path}`, all), headers: {}}
    if (paramsIn === 'form') {
      const texts = Object.entries(all).map(([name, value]): [string, string] => [name, toText(value)])
      const body = new URLSearchParams(texts).toString()
      const headers = {'content-type': 'application/x-www-form-urlencoded'}
      return {url: `${root}/${path}`, headers, body, shown: all}
    }
    return {
      url: `${root}/${path}`,
      headers: {'content-type': 'application/json'},
      body: JSON.stringify(all),
      shown: all,
    }
  }
}

/** The rest of a file as the body; parameters in the query. */
export function encodePart(
  {path, params}: Layout,
  part: FilePart,
  onProgress?: UploadOptions['onProgress'],
): Encode {
  return (root, proof) => ({
    url: withQuery(`${root}/${path}`, {...params, ...proof}),
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(part.totalBytes - part.offset),
      file_offset: String(part.offset),
    },
    body: () => partBody(part, onProgress),
    shown: `@${part.path}`,
  })
}

/** Parameters and a file as the parts of a form. */
export function encodeUpload(
  {path, params}: Layout,
  file: UploadFile,
  fileBytes: number,
  onProgress?: UploadOptions['onProgress'],
): Encode {
  return (root, proof) => {
    const all = {...params, ...proof}
    const texts = Object.entries(all).map(([name, value]) => [name, toText(value)])
    return {
      url: `${root}/${path}`,
      ...toForm(all, file, fileBytes, onProgress),
      shown: {...Object.fromEntries(texts), filedata: `@${file.path}`},
    }
  }
}
