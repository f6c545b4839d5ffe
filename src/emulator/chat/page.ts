import {readFile} from 'node:fs/promises'
import {extname} from 'node:path'
import type {OwnReply} from '../reply.ts'

/** Next to the bundle; from the sources, the build's output folder. */
const folder = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/chat-page/' : './chat-page/',
  import.meta.url,
)

/** Allows nothing from another host, nothing inline, no forms and no frames. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/** The placeholder for the token in the HTML. */
const TOKEN_PLACE = '__MSGR_TOKEN__'

/** The chat page at `/`, and its files under `/_msgr/page/`. */
export async function servePage({pathname}: URL, token: string): Promise<OwnReply> {
  const name = pathname === '/' ? 'index.html' : pathname.slice('/_msgr/page/'.length)
  const isName = /^[\w-]+(\.[\w-]+)*(\/[\w-]+(\.[\w-]+)*)*$/.test(name)
  const bytes = isName ? await readFile(new URL(name, folder)).catch(() => undefined) : undefined
  if (bytes === undefined) return pathname === '/' ? notBuilt() : notThere(name)
  const isHtml = extname(name) === '.html'
  return {
    status: 200,
    text: isHtml ? bytes.toString().replaceAll(TOKEN_PLACE, token) : bytes,
    contentType: contentTypes[extname(name)] ?? 'application/octet-stream',
    headers: {
      'content-security-policy': policy,
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': isHashed(name) ? 'public, max-age=31536000, immutable' : 'no-store',
    },
  }
}

/** `page-4KJ2QX7A.js`: the name changes with the content. */
const isHashed = (name: string): boolean => /-[A-Z0-9]{8}\.\w+(\.map)?$/.test(name)

const notThere = (name: string): OwnReply => ({
  status: 404,
  body: {error: {message: `The chat page has no file ${name}`}},
})

function notBuilt(): OwnReply {
  return {
    status: 501,
    contentType: 'text/plain; charset=utf-8',
    text: 'The chat page is not part of this build of msgr. The Graph API works without it; people act with: msgr emulator person\n',
  }
}
