// Runs soak.ts, which is TypeScript: bundled first, with its folder written into it.
import {spawnSync} from 'node:child_process'
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

if (process.argv.includes('--only')) process.exit()

// Random pairs of profiles, ten times as many as every run of the tests takes.
const vitest = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs')
const config = join(import.meta.dirname, '../vitest.config.ts')
const {status} = spawnSync(process.execPath, [vitest, 'run', '--config', config, 'desired/apply-pairs'], {
  stdio: 'inherit',
  env: {MSGR_PAIRS: '2000', ...process.env},
})
if (status !== 0) process.exitCode = 1
