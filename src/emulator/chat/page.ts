import {readFile} from 'node:fs/promises'
import {extname} from 'node:path'
import type {OwnReply} from '../reply.ts'

/** Next to the bundle; from the sources, the build's output folder. */
const folder = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/chat-page/' : './chat-page/',
  import.meta.url,
)

/** Every port of this machine. A policy cannot name IPv6 addresses. */
const LOOPBACK = ['http://127.0.0.1:*', 'http://localhost:*', 'https://127.0.0.1:*', 'https://localhost:*']

/** Allows nothing from another host, nothing inline and no forms; frames only of this machine, and only when asked for. */
const policyFor = (showsWebviews: boolean): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    ...(showsWebviews ? [`frame-src ${LOOPBACK.join(' ')}`] : []),
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

/** The placeholders in the HTML. */
const [TOKEN_PLACE, WEBVIEWS_PLACE] = ['__MSGR_TOKEN__', '__MSGR_WEBVIEWS__']

const filledIn = (html: string, token: string, showsWebviews: boolean): string =>
  html.replaceAll(TOKEN_PLACE, token).replaceAll(WEBVIEWS_PLACE, showsWebviews ? 'frame' : 'address')

/** The chat page at `/`, and its files under `/_msgr/page/`. */
export async function servePage({pathname}: URL, token: string, showsWebviews: boolean): Promise<OwnReply> {
  const name = pathname === '/' ? 'index.html' : pathname.slice('/_msgr/page/'.length)
  const isName = /^[\w-]+(\.[\w-]+)*(\/[\w-]+(\.[\w-]+)*)*$/.test(name)
  const bytes = isName ? await readFile(new URL(name, folder)).catch(() => undefined) : undefined
  if (bytes === undefined) return pathname === '/' ? notBuilt() : notThere(name)
  const isHtml = extname(name) === '.html'
  return {
    status: 200,
    text: isHtml ? filledIn(bytes.toString(), token, showsWebviews) : bytes,
    contentType: contentTypes[extname(name)] ?? 'application/octet-stream',
    headers: {
      'content-security-policy': policyFor(showsWebviews),
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
