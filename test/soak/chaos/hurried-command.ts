import {join} from 'node:path'
import {build} from 'esbuild'
import {type Mutation, mutationPlugin} from '../mutations.ts'

/** So a lease is over while others still have something to send. */
export const LEASE_MS = 1500

/** The waits of the command, which are longer than a test may take. */
const hurry: readonly Mutation[] = [
  {
    file: /postgres-store[\\/]postgres-store\.ts$/,
    from: 'LEASE_MS = 15_000',
    to: `LEASE_MS = ${LEASE_MS}`,
  },
  {file: /work[\\/]worker\.ts$/, from: 'LOOK_EVERY_MS = 15_000', to: 'LOOK_EVERY_MS = 300'},
  {file: /work[\\/]worker\.ts$/, from: 'RETRY_MS = 60_000', to: 'RETRY_MS = 700'},
]

/** Bundles msgr with shorter waits, and with what a mutation breaks. Returns the path of the program. */
export async function bundleHurriedCommand(folder: string, mutations: readonly Mutation[]): Promise<string> {
  const outfile = join(folder, 'msgr.mjs')
  const root = join(import.meta.dirname, '../../..')
  await build({
    stdin: {
      contents: `import {main} from './src/cli/main.ts'\nprocess.exitCode = await main(process.argv.slice(2))`,
      resolveDir: root,
    },
    outfile,
    ...{bundle: true, platform: 'node', format: 'esm', logLevel: 'error'},
    external: ['pg-native', 'cloudflare:sockets'],
    loader: {'.node': 'empty'},
    banner: {
      js: "import{createRequire as requireOf}from'node:module';const require=requireOf(import.meta.url);",
    },
    plugins: [mutationPlugin('hurried', [...hurry, ...mutations])],
  })
  return outfile
}
