// Runs what takes too long for `npm test`: the tests named *.long.test.ts, soak.ts, and random cases. `--short`: some of them;
// `--only NAME`: that part alone (`--only marked --short`: a short form of it).
import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {build} from 'esbuild'

const isShort = process.argv.includes('--short')
const isPart = process.argv.includes('--only')
/** Parts of the long tests that can be run alone: `--only chaos --seed 7 --runs 20`, `--only fleet`; `--only late` is another. */
const testsOf = {chaos: 'soak/store-chaos', fleet: 'soak/fleet'}
const part = testsOf[flag('--only')]
if (part !== undefined)
  runTests('vitest.config.ts', [part], {
    ...(isShort && {MSGR_SOAK: 'short'}),
    ...(flag('--seed') && {MSGR_SOAK_SEED: flag('--seed')}),
    ...(flag('--runs') && {MSGR_SOAK_SEEDS: flag('--runs')}),
  })
const isLate = flag('--only') === 'late'
if (isLate || !(isPart || isShort)) runLate()
if (!isPart) runTests('vitest.config.ts', [], isShort ? {MSGR_SOAK: 'short'} : {})
if (part === undefined && !isLate && (isPart || !isShort)) await runSoak()
// Random profiles, calls as other clients spell them, files and codes: more than every run of the tests takes.
if (!isPart) {
  const random = [
    'desired/apply-pairs',
    'graph/spelling',
    'schema/accepted',
    'code/scan',
    'commands/misread',
    'journal-damage',
  ]
  const counts = isShort
    ? {PAIRS: '60', SPELLINGS: '100', FILES: '600', CODES: '12', MISREAD_CASES: '4', JOURNAL_CUTS: '100'}
    : {
        PAIRS: '2000',
        SPELLINGS: '20000',
        FILES: '30000',
        CODES: '500',
        MISREAD_CASES: '40',
        JOURNAL_CUTS: '1000',
      }
  const env = Object.fromEntries(Object.entries(counts).map(([name, count]) => [`MSGR_${name}`, count]))
  runTests('../vitest.config.ts', random, env)
}

function flag(name) {
  const at = process.argv.indexOf(name)
  return at === -1 ? undefined : process.argv[at + 1]
}

/** The tests of `npm test`, in a random order and where everything is late by a moment. */
function runLate() {
  const late = pathToFileURL(join(import.meta.dirname, 'late.mjs'))
  const env = {NODE_OPTIONS: `--import ${late}`, MSGR_TEST_PATIENCE: '8'}
  runTests('../vitest.config.ts', ['--sequence.shuffle.files'], env)
}

function runTests(config, files = [], env = {}) {
  const vitest = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs')
  const args = [vitest, 'run', '--config', join(import.meta.dirname, config), ...files]
  const {status} = spawnSync(process.execPath, args, {stdio: 'inherit', env: {...env, ...process.env}})
  if (status !== 0) process.exitCode = 1
}

/** It is TypeScript: bundled first, with its folder written into it. */
async function runSoak() {
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
}
