import {randomInt} from 'node:crypto'
import {mkdtemp, readdir, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join, matchesGlob, sep} from 'node:path'
import {stdout} from 'node:process'
import {parseArgs} from 'node:util'
import {Stryker} from '@stryker-mutator/core'
import {parts} from './parts.js'

const root = join(import.meta.dirname, '../..')
/** Percent. With a lower score, the run fails. */
const LEAST_SCORE = 90

process.chdir(root)
const {values: flags, positionals: asked} = parseArgs({
  allowPositionals: true,
  options: {sample: {type: 'string'}, seed: {type: 'string'}},
})
const sample = sampleFrom(flags)
const sources = (await readdir('src', {recursive: true}))
  .filter(file => file.endsWith('.ts'))
  .map(file => join('src', file).replaceAll(sep, '/'))
const chosen = asked.length === 0 ? parts : asked.flatMap(partsFor)
// Outside the project: a test run at the same time would run the copied tests.
const work = await mkdtemp(join(tmpdir(), 'msgr-mutate-'))
const scores = []
try {
  for (const part of chosen) scores.push(await mutate(part))
} finally {
  await rm(work, {recursive: true, force: true})
}

for (const {name, killed, tested, all, score} of scores)
  console.log(
    sample === undefined
      ? `${name}: ${killed} of ${all} mutants were noticed, ${score.toFixed(1)} %`
      : `${name}: ${killed} of ${tested} mutants were noticed, ${score.toFixed(1)} % (of all ${all}: ${likely(killed, tested)}), seed ${sample.seed}`,
  )
if (scores.some(({score}) => score < LEAST_SCORE)) {
  console.log(`At least ${LEAST_SCORE} % are required.`)
  process.exitCode = 1
}

/** Finds a part by its name, those of a folder (`bulk`), or one file with the tests of its part. */
function partsFor(text) {
  const named = parts.filter(({name}) => name === text || name.startsWith(`${text}/`))
  if (named.length > 0) return named
  const part = parts.find(({files}) => files.some(pattern => matchesGlob(text, pattern)))
  if (part === undefined) {
    const names = parts.map(({name}) => name).join(', ')
    throw new Error(`${text} is neither a part (${names}) nor a file of one`)
  }
  return [{...part, name: text, files: [text]}]
}

/** How many mutants of each part are tested. Without --sample: all of them. */
function sampleFrom({sample, seed = String(randomInt(1_000_000))}) {
  if (sample === undefined) return undefined
  const size = Number(sample)
  if (!Number.isInteger(size) || size < 1) throw new Error(`--sample ${sample} is not a number of mutants`)
  return {size, seed}
}

/** Where the score of all lies, with 95 % certainty: Wilson's interval, in percent. */
function likely(killed, tested) {
  const z = 1.96
  const share = killed / tested
  const scale = 1 + z ** 2 / tested
  const middle = (share + z ** 2 / (2 * tested)) / scale
  const reach = (z / scale) * Math.sqrt((share * (1 - share)) / tested + z ** 2 / (4 * tested ** 2))
  return `${(100 * (middle - reach)).toFixed(1)} to ${(100 * (middle + reach)).toFixed(1)} %`
}

async function mutate({name, files, tests, globalSetup = ''}) {
  // Read by the test configuration, in the process that runs the tests.
  process.env.MUTATE_TESTS = JSON.stringify(tests)
  process.env.MUTATE_FILES = JSON.stringify(
    sources.filter(file => files.some(pattern => matchesGlob(file, pattern))),
  )
  process.env.MUTATE_SETUP = globalSetup
  const results = await new Stryker({
    mutate: files,
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner', join(import.meta.dirname, 'sample.js')],
    ...(sample !== undefined && {checkers: ['sample'], sample}),
    warnings: {unknownOptions: false},
    vitest: {configFile: 'test/mutate/vitest.config.ts', related: false},
    coverageAnalysis: 'perTest',
    concurrency: 1,
    // An endless loop is found by counting; what waits for nothing, by the time limit of its test.
    timeoutMS: 60_000,
    dryRunTimeoutMinutes: 30,
    tempDirName: work,
    cleanTempDir: 'always',
    ignorePatterns: ['dist*', '.git'],
    reporters: ['clear-text', stdout.isTTY ? 'progress' : 'progress-append-only'],
    clearTextReporter: {logTests: false, reportTests: false, allowColor: false, allowEmojis: false},
    thresholds: {high: LEAST_SCORE, low: LEAST_SCORE, break: null},
    // TypeScript 7 has no API that Stryker could use to read the file, and Stryker does not need it.
    tsconfigFile: 'none.json',
    logLevel: 'warn',
  }).runMutationTest()
  const tested = results.filter(
    ({status}) => !['Ignored', 'CompileError', 'RuntimeError'].includes(status),
  ).length
  const killed = results.filter(({status}) => status === 'Killed' || status === 'Timeout').length
  return {name, killed, tested, all: results.length, score: tested === 0 ? 100 : (killed / tested) * 100}
}
