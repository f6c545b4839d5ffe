// Runs soak.ts, which is TypeScript: bundled first, with its folder written into it.
import {mkdtempSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {build} from 'esbuild'

// Inside the packages, so that what it imports is found.
const folder = mkdtempSync(join(import.meta.dirname, '../../node_modules/.soak-'))
try {
  const outfile = join(folder, 'soak.mjs')
  await build({
    entryPoints: [join(import.meta.dirname, 'soak.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
    define: {'import.meta.dirname': JSON.stringify(import.meta.dirname)},
  })
  await import(outfile)
} finally {
  rmSync(folder, {recursive: true, force: true})
}
