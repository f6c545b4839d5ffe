import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {describe, expect, onTestFinished} from 'vitest'
import {parse} from 'yaml'
import {startAttacker} from './helpers/attacker.ts'
import {type Ended, pageIn, runScript, writeProgram} from './helpers/ci-machine.ts'
import {documentedFile} from './helpers/documents.ts'
import {startMsgrInShell} from './helpers/msgr-in-shell.ts'
import {commandIn, nastyInFiles, obeyedIn} from './helpers/nasty-strings.ts'
import {type EmulatedWorld, test} from './helpers/world.ts'

const pageFile = documentedFile('src/docs/pages-as-code.md', 'page.yaml')
const documented = (file: string) => parse(documentedFile('src/docs/ci.md', file))

type JobName = 'plan' | 'apply' | 'drift'

interface Workflow {
  /** What a job runs, line by line. */
  readonly lines: (job: JobName) => readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** What the machine of the job sets. */
  readonly machine: Readonly<Record<string, string>>
}

interface GitHubWorkflow {
  readonly on: object
  readonly env: Readonly<Record<string, string>>
  readonly jobs: Readonly<
    Record<JobName, {readonly if: string; readonly steps: readonly {run?: string; uses?: string}[]}>
  >
}

const github = documented('.github/workflows/messenger.yml') as GitHubWorkflow
const gitlab = documented('.gitlab-ci.yml') as Readonly<Record<JobName, GitLabJob>> & {
  readonly variables: Readonly<Record<string, string>>
  readonly before_script: readonly string[]
}

interface GitLabJob {
  readonly rules: readonly {readonly if: string}[]
  readonly script: readonly string[]
}

const workflows: readonly [string, Workflow][] = [
  [
    'GitHub Actions',
    {
      lines: job => github.jobs[job].steps.flatMap(({run}) => run ?? []),
      env: github.env,
      machine: {GITHUB_ACTIONS: 'true'},
    },
  ],
  [
    'GitLab CI',
    {
      lines: job => [...gitlab.before_script, ...gitlab[job].script],
      env: gitlab.variables,
      machine: {GITLAB_CI: 'true'},
    },
  ],
]

/** A repository with the Page file of the documentation, and machines that run jobs in it. */
async function repository(world: EmulatedWorld, {lines, env, machine}: Workflow) {
  await world.write('page.yaml', pageFile)
  await writeProgram(world, 'npm', 'exit 0 # The package is there already.')
  const msgr = await startMsgrInShell(world)
  onTestFinished(msgr.close)
  const {pageToken} = await world.emulator.connection()
  /** Each on a machine of its own, which knows nothing of the others. */
  const shell = async (script: string): Promise<Ended> => {
    const home = await mkdtemp(join(dirname(world.home), 'machine-'))
    const file = join(home, 'script.sh')
    await writeFile(file, script)
    return runScript(file, world.folder, {
      ...env,
      ...machine,
      PATH: `${join(world.folder, 'bin')}:${msgr.path}`,
      HOME: home,
      MSGR_PAGE_TOKEN: pageToken,
      MSGR_GRAPH_URL: world.emulator.url,
      GITHUB_STEP_SUMMARY: join(world.folder, 'summary.md'),
    })
  }
  return {shell, job: (name: JobName) => shell(`${lines(name).join('\n')}\n`)}
}

describe.each(workflows)('the workflow of the documentation for %s', (_name, workflow) => {
  test('plans, applies once, finds nothing to change, and fails when somebody changed the Page', async ({
    world,
  }) => {
    const {job, shell} = await repository(world, workflow)
    const atFirst = pageIn(world)

    const plan = await job('plan')
    expect(plan, plan.err).toMatchObject({code: 0, out: expect.stringContaining('+ labels VIP')})
    expect(pageIn(world)).toBe(atFirst)

    const applied = await job('apply')
    expect(applied, applied.err).toMatchObject({
      code: 0,
      out: expect.stringMatching(/Made \d changes to Acme Shop/),
    })
    const again = await job('apply')
    expect(again, again.err).toMatchObject({code: 0, out: expect.stringContaining('matches the file')})
    const calm = await job('drift')
    expect(calm, calm.err).toMatchObject({code: 0, out: expect.stringContaining('matches the file')})

    const byHand = await shell(`echo 'get_started: {payload: BY_HAND}' | msgr profile set - --yes`)
    expect(byHand, byHand.err).toMatchObject({code: 0})
    const changed = pageIn(world)
    const drift = await job('drift')
    expect(drift, drift.err).toMatchObject({
      code: 3,
      out: expect.stringContaining('"BY_HAND" → "GET_STARTED"'),
    })
    expect(pageIn(world)).toBe(changed)
  })

  test('does not plan with a file that has faults', async ({world}) => {
    const {job} = await repository(world, workflow)
    await world.write('page.yaml', 'lables: [VIP]\n')

    expect(await job('plan')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('did you mean `labels`?'),
    })
  })

  test('asks nothing, and only the job of the main branch agrees to anything', () => {
    for (const job of ['plan', 'apply', 'drift'] as const)
      for (const line of workflow.lines(job).filter(line => /msgr page (plan|apply)/.test(line))) {
        expect(line).toContain('--no-input')
        expect(line.includes('--yes')).toBe(job === 'apply')
      }
  })
})

test('GitHub runs each job for its own event, on a copy of the repository', () => {
  expect(Object.keys(github.on)).toEqual(['pull_request', 'push', 'schedule'])
  expect(Object.values(github.jobs).map(job => job.if)).toEqual([
    "github.event_name == 'pull_request'",
    "github.event_name == 'push'",
    "github.event_name == 'schedule'",
  ])
  for (const {steps} of Object.values(github.jobs)) {
    expect(steps[0]?.uses).toMatch(/^actions\/checkout@/)
    for (const step of steps) expect(Object.keys(step)).toHaveLength(1)
  }
})

/** What a pull request of a stranger may hold beside the Page file of the documentation. */
const hostile = (
  attacker: string,
  world: EmulatedWorld,
): readonly (readonly [file: string, text: string])[] => [
  ['.msgrrc.yaml', `graphUrl: ${attacker}\n`],
  ['package.json', JSON.stringify({msgr: {graphUrl: attacker, trust: ['.', world.folder]}})],
  ['.msgrrc.yaml', 'pages: {shop: {pageId: "109876543210987", token: "file:../home/token"}}\n'],
  ['page.yaml', 'labels: ["${MSGR_PAGE_TOKEN}"]\n'],
  ['page.yaml', 'labels: []\npages: {Acme Shop: {labels: ["${DEPLOY_TOKEN}", "${NOTES}"]}}\n'],
  ['page.yaml', 'extends: ../home/token\nlabels: []\n'],
]

test('a hostile pull request gets no secret out of the job that plans it', async ({world}) => {
  const attacker = await startAttacker()
  const workflow = workflows[0]?.[1] as Workflow
  const {shell} = await repository(world, workflow)
  const {pageToken} = await world.emulator.connection()
  const secrets = {DEPLOY_TOKEN: 'hunter2-of-the-runner', NOTES: 'ghp_0123456789abcdefghij'}
  await chmod(await world.write('../home/token', 'EAABtokenOfTheRunner'), 0o600)
  const before = pageIn(world)
  for (const [file, text] of hostile(attacker.url, world)) {
    await world.write('page.yaml', pageFile)
    await world.write(file, text)
    const {code, out, err} = await shell(
      [
        // The token of the environment goes before the settings: without it they decide.
        ...(file === 'page.yaml' ? [] : ['unset MSGR_PAGE_TOKEN']),
        ...Object.entries(secrets).map(([name, value]) => `export ${name}=${value}`),
        ...workflow.lines('plan'),
      ].join('\n'),
    )
    expect([2, 4], `${text}${out}${err}`).toContain(code)
    for (const value of [pageToken, 'EAABtokenOfTheRunner', ...Object.values(secrets)])
      expect(`${out}${err}${await world.read('summary.md').catch(() => '')}`, text).not.toContain(value)
    await rm(join(world.folder, file))
  }

  expect(attacker.heard).toEqual([])
  expect(pageIn(world)).toBe(before)
})

test('on GitHub drift is an annotation and plans are in the summary', async ({world}) => {
  const {job} = await repository(world, workflows[0]?.[1] as Workflow)
  const drift = await job('drift')

  expect(drift.code).toBe(3)
  expect(drift.err).toMatch(
    /^::error file=page\.yaml,title=Drift::The Page Acme Shop does not match the file: /m,
  )
  expect(await world.read('summary.md')).toContain('+ labels VIP')
})

test('on GitHub a Page file of somebody else commands nothing and ends no block of the summary', async ({
  world,
}) => {
  const {job} = await repository(world, workflows[0]?.[1] as Workflow)
  const label = JSON.stringify(nastyInFiles.slice(0, 1500))
  await world.write('page.yaml', `labels: [${label}]\n`)
  const plan = await job('plan')
  await world.write('page.yaml', `labels: [{a: ${label}}]\nnlp: {model: ${label}}\n`)
  const refused = await job('plan')

  expect([plan.code, refused.code], plan.err).toEqual([0, 2])
  for (const {out, err} of [plan, refused])
    expect([commandIn(out), commandIn(err), obeyedIn(err)]).toEqual([undefined, undefined, undefined])
  expect(refused.err).toMatch(/^::error file=page\.yaml,line=1,title=msgr::/m)
  const summary = await world.read('summary.md')
  const [, opening = '', block] = /^(`{3,})\n(.*)\n\1\n$/ms.exec(summary) ?? []
  expect(block).toContain('+ labels Ada')
  expect(block).not.toContain(opening)
  expect(obeyedIn(summary)).toBeUndefined()
})

test('on GitLab faults are in the report that the job hands over', async ({world}) => {
  const {job} = await repository(world, workflows[1]?.[1] as Workflow)
  await world.write('page.yaml', 'labels: [VIP]\nlables: [VIP]\n')
  await job('plan')

  const {artifacts} = gitlab.plan as GitLabJob & {artifacts: {when: string; reports: {codequality: string}}}
  expect(artifacts.when).toBe('always')
  expect(JSON.parse(await world.read(artifacts.reports.codequality))).toMatchObject([
    {severity: 'major', location: {path: 'page.yaml', lines: {begin: 2}}},
  ])
  for (const name of ['plan', 'apply', 'drift'] as const)
    expect(gitlab[name].rules[0]?.if).toContain('$CI_PIPELINE_SOURCE == ')
})
