import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {Stryker} from '@stryker-mutator/core'
import {parts} from './parts.js'

const root = join(import.meta.dirname, '../..')
/** Percent. With a lower score, the run fails. */
const LEAST_SCORE = 90

process.chdir(root)
const asked = process.argv.slice(2)
const chosen = asked.length === 0 ? parts : asked.map(partFor)
// Outside the project: a test run at the same time would run the copied tests.
const work = await mkdtemp(join(tmpdir(), 'msgr-mutate-'))
const scores = []
try {
  for (const part of chosen) scores.push(await mutate(part))
} finally {
  await rm(work, {recursive: true, force: true})
}

for (const {name, killed, all, score} of scores)
  console.log(`${name}: ${killed} of ${all} mutants were noticed, ${score.toFixed(1)} %`)
if (scores.some(({score}) => score < LEAST_SCORE)) {
  console.log(`At least ${LEAST_SCORE} % are required.`)
  process.exitCode = 1
}

/** Finds a part by its name, or one file with the tests of its part. */
function partFor(text) {
  const named = parts.find(({name}) => name === text)
  if (named !== undefined) return named
  const part = parts.find(({folder}) => text.startsWith(folder))
  if (part === undefined) {
    const names = parts.map(({name}) => name).join(', ')
    throw new Error(`${text} is neither a part (${names}) nor a file of one`)
  }
  return {...part, name: text, files: [text]}
}

async function mutate({name, files, tests}) {
  // Read by the test configuration, in the process that runs the tests.
  process.env.MUTATE_TESTS = tests.join(',')
  const results = await new Stryker({
    mutate: files,
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: {configFile: 'test/mutate/vitest.config.ts', related: false},
    coverageAnalysis: 'perTest',
    concurrency: 1,
    tempDirName: work,
    cleanTempDir: 'always',
    ignorePatterns: ['dist*', '.git'],
    reporters: ['clear-text'],
    clearTextReporter: {logTests: false, reportTests: false, allowColor: false, allowEmojis: false},
    thresholds: {high: LEAST_SCORE, low: LEAST_SCORE, break: null},
    // TypeScript 7 has no API that Stryker could use to read the file, and Stryker does not need it.
    tsconfigFile: 'none.json',
    logLevel: 'warn',
  }).runMutationTest()
  const counted = results.filter(({status}) => !['Ignored', 'CompileError', 'RuntimeError'].includes(status))
  const killed = counted.filter(({status}) => status === 'Killed' || status === 'Timeout').length
  return {
    name,
    killed,
    all: counted.length,
    score: counted.length === 0 ? 100 : (killed / counted.length) * 100,
  }
}
