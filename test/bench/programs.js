// Programs of the benchmarks: bundled from TypeScript, and started as processes of their own.
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import {build} from 'esbuild'

/**
 * Bundles a program. Returns its path in the folder.
 * @param options.isSplit whether what it imports later is in files of its own, which are read only then
 */
export async function bundle(folder, entry, name, {plugins = [], isSplit = false} = {}) {
  await build({
    entryPoints: [{in: entry, out: name.replace(/\.mjs$/, '')}],
    outdir: folder,
    outExtension: {'.js': '.mjs'},
    splitting: isSplit,
    plugins,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['pg-native', 'cloudflare:sockets', '@ngrok/ngrok'],
    logLevel: 'error',
    banner: {
      js: "import{createRequire as requireOf}from'node:module';const require=requireOf(import.meta.url);",
    },
  })
  return join(folder, name)
}

/** Starts a server as a child process; `read` turns its first line into the result. */
export async function start(args, read) {
  const child = spawn(process.execPath, args, {stdio: ['pipe', 'pipe', 'inherit']})
  const [line] = await once(createInterface({input: child.stdout}), 'line')
  const started = read(line)
  return {
    ...(typeof started === 'string' ? {url: started} : started),
    /** With its standard input closed, a program may end by itself. */
    stop: async ({isAsked = false} = {}) => {
      if (isAsked) child.stdin.end()
      else child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

/** Sends with one client in a process of its own. Returns what it prints: speed, CPU and memory. */
export async function send(folder, options) {
  const program = join(import.meta.dirname, 'sending/child.js')
  return JSON.parse(await outputOf([program, JSON.stringify(options)], {BENCH_FOLDER: folder}))
}

/** What a program prints until it ends well. */
export async function outputOf(args, env = {}) {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {...process.env, ...env},
  })
  let out = ''
  child.stdout.on('data', text => {
    out += text
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`)
  return out
}
