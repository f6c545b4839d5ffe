import {existsSync} from 'node:fs'
import {mkdir, rename, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {pid} from 'node:process'
import {threadId} from 'node:worker_threads'
import {build} from 'esbuild'

const target = join(import.meta.dirname, '../../../dist/chat-page')

/** Puts the conversation where the emulator looks for its page, in a build that has no page of its own. */
export async function buildFrame(): Promise<void> {
  if (existsSync(join(target, 'index.html'))) return
  const aside = `${target}.${pid}.${threadId}`
  await mkdir(aside, {recursive: true})
  await build({
    entryPoints: {
      frame: join(import.meta.dirname, 'frame.tsx'),
      style: join(import.meta.dirname, 'frame.css'),
    },
    outdir: aside,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  })
  await writeFile(
    join(aside, 'index.html'),
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Chat</title>
<meta name="viewport" content="width=device-width"><meta name="msgr-token" content="__MSGR_TOKEN__">
<link rel="stylesheet" href="/_msgr/page/style.css"></head>
<body><script type="module" src="/_msgr/page/frame.js"></script></body></html>`,
  )
  await rename(aside, target).catch(() => rm(aside, {recursive: true}))
}
