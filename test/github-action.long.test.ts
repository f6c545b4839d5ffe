import {mkdtemp, readFile, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {expect, onTestFinished} from 'vitest'
import {parse} from 'yaml'
import description from '../package.json' with {type: 'json'}
import {type Ended, pageIn, runScript, writeProgram} from './helpers/ci-machine.ts'
import {type Comment, startGitHubApi} from './helpers/github-api.ts'
import {startMsgrInShell} from './helpers/msgr-in-shell.ts'
import {type EmulatedWorld, test} from './helpers/world.ts'

const folder = join(import.meta.dirname, '../.github/actions/msgr')
const action = parse(await readFile(join(folder, 'action.yml'), 'utf8')) as {
  readonly inputs: Readonly<Record<string, {readonly description: string; readonly default: string}>>
  readonly outputs: Readonly<Record<string, {readonly description: string; readonly value: string}>>
  readonly runs: {
    readonly steps: readonly {readonly run: string; readonly env: Readonly<Record<string, string>>}[]
  }
}
const githubToken = 'ghs_0123456789abcdef'
const page = 'labels: [VIP]\nprofile:\n  get_started: {payload: START}\n'

interface Use {
  readonly inputs?: Readonly<Record<string, string>>
  /** From which repository the pull request comes; undefined for a push. */
  readonly from?: string
  readonly env?: Readonly<Record<string, string>>
}

/** A repository that uses the action, with GitHub's API beside it. */
async function repository(world: EmulatedWorld) {
  const [api, msgr] = [await startGitHubApi(githubToken), await startMsgrInShell(world)]
  onTestFinished(msgr.close)
  const {pageToken} = await world.emulator.connection()
  await world.write('page.yaml', page)
  await writeProgram(
    world,
    'npm',
    `echo "$@" > ${join(world.folder, 'npm.log')} # The package is there already.`,
  )
  const use = async ({
    inputs = {},
    from,
    env = {},
  }: Use = {}): Promise<Ended & {readonly changes?: string}> => {
    const machine = await mkdtemp(join(dirname(world.home), 'machine-'))
    const event = {
      pull_request: from && {
        number: 7,
        head: {repo: {full_name: from}},
        base: {repo: {full_name: 'acme/shop'}},
      },
    }
    await writeFile(join(machine, 'event.json'), JSON.stringify(event))
    const filledIn = (text: string): string =>
      text.replaceAll(/\$\{\{ (?:inputs\.([\w-]+)|github\.token) \}\}/g, (_, name) =>
        name === undefined
          ? githubToken
          : (inputs[name] ?? filledIn(String(action.inputs[name]?.default ?? 'no such input'))),
      )
    let ended: Ended = {code: 0, out: '', err: ''}
    for (const [index, step] of action.runs.steps.entries()) {
      const script = join(machine, `step-${index}.sh`)
      await writeFile(script, step.run)
      const variables = Object.entries(step.env).map(([name, text]) => [name, filledIn(text)])
      const {code, out, err} = await runScript(script, world.folder, {
        PATH: `${join(world.folder, 'bin')}:${msgr.path}`,
        HOME: machine,
        MSGR_GRAPH_URL: world.emulator.url,
        RUNNER_TEMP: machine,
        GITHUB_ACTIONS: 'true',
        GITHUB_ACTION_PATH: folder,
        GITHUB_API_URL: api.url,
        GITHUB_EVENT_PATH: join(machine, 'event.json'),
        GITHUB_OUTPUT: join(machine, 'output'),
        GITHUB_REPOSITORY: 'acme/shop',
        GITHUB_RUN_ID: '42',
        GITHUB_SERVER_URL: 'https://github.com',
        ...env,
        ...Object.fromEntries(variables),
      })
      ended = {code, out: ended.out + out, err: ended.err + err}
      if (code !== 0) break
    }
    const [, changes] =
      /^changes=(.*)$/m.exec(await readFile(join(machine, 'output'), 'utf8').catch(() => '')) ?? []
    return {...ended, ...(changes !== undefined && {changes})}
  }
  return {
    api,
    pageToken,
    use: (more: Use = {}) => use({...more, inputs: {'page-token': pageToken, ...more.inputs}}),
  }
}

const foreign = (id: number, body = 'Nice!'): Comment => ({id, user: {login: 'ann'}, body})

test('plans on a pull request, and keeps one comment with the newest plan', async ({world}) => {
  const {api, use} = await repository(world)
  api.comments.push(...Array.from({length: 130}, (_, index) => foreign(1000 + index)))
  const before = pageIn(world)

  expect(await use({from: 'acme/shop'})).toMatchObject({code: 0, changes: 'true'})
  const first = api.comments.at(-1)?.body
  expect(first).toMatch(/^<!-- msgr page plan \S+ -->\n\*\*msgr page plan\*\* ` page\.yaml `\n\n```text\n/)
  expect(first).toContain('+ labels VIP')
  expect(first).not.toContain('plan.json')

  await world.write('page.yaml', page.replace('VIP', 'Gold'))
  await use({from: 'acme/shop'})
  expect(api.comments).toHaveLength(131)
  expect(api.comments.at(-1)?.body).toContain('+ labels Gold')

  const calls = api.calls.length
  await use({from: 'acme/shop'})
  expect(api.calls.slice(calls).filter(call => !call.startsWith('GET'))).toEqual([])
  expect(pageIn(world)).toBe(before)
})

test('another file has another comment, and what others wrote stays theirs', async ({world}) => {
  const {api, use} = await repository(world)
  await use({from: 'acme/shop'})
  const [own] = api.comments
  api.comments.unshift(foreign(99, own?.body))
  await world.write('page.yaml', page.replace('VIP', 'Gold'))
  await world.write('other.yaml', 'labels: [Other]\n')
  await use({from: 'acme/shop'})
  await use({from: 'acme/shop', inputs: {file: 'other.yaml'}})

  expect(api.comments.map(({id}) => id)).toEqual([99, 1, 3])
  expect(api.comments[0]?.body).toContain('VIP')
  expect(api.comments[1]?.body).toContain('Gold')
  expect(api.comments[2]?.body).toContain('` other.yaml `')
})

test('applies without a comment; then there is no drift, until somebody changes the Page', async ({
  world,
}) => {
  const {api, use} = await repository(world)

  expect(await use({inputs: {command: 'drift'}})).toMatchObject({code: 3, changes: 'true'})
  const applied = await use({inputs: {command: 'apply'}})
  expect(applied, applied.err).toMatchObject({code: 0, out: expect.stringMatching(/Made \d changes/)})
  expect(await use({inputs: {command: 'drift'}})).toMatchObject({code: 0, changes: 'false'})
  expect(await use({from: 'acme/shop'})).toMatchObject({code: 0, changes: 'false'})
  expect(api.comments.map(({body}) => body)).toEqual([expect.stringContaining('matches the file')])
})

test('the pull request of a fork, which has no secrets, is checked as far as it can be', async ({world}) => {
  const {api, use} = await repository(world)
  const fork = {from: 'mallory/shop', inputs: {'page-token': ''}}

  const fine = await use(fork)
  expect(fine).toMatchObject({
    code: 0,
    out: expect.stringContaining('::notice title=msgr::GitHub gives no secrets'),
  })
  expect(fine.changes).toBeUndefined()
  await world.write('page.yaml', 'lables: [VIP]\n')
  expect(await use(fork)).toMatchObject({code: 2, err: expect.stringContaining('did you mean `labels`?')})
  expect(api.calls).toEqual([])
})

test('no secret is in a comment, and nothing in a Page file ends its block', async ({world}) => {
  const {api, pageToken, use} = await repository(world)
  await world.write('page.yaml', `labels: ["a \`\`\`\` b", "@everyone"]\n`)
  await use({from: 'acme/shop'})
  const [comment] = api.comments
  expect(comment?.body).toMatch(/\n`{5}text\n/)
  expect(comment?.body.endsWith('\n`````')).toBe(true)

  // Even what msgr does not mask: another program printed it.
  await writeProgram(
    world,
    'msgr',
    `case "$*" in *plan*) echo "token $MSGR_PAGE_TOKEN"; echo '{"pages":[]}' > "$5";; esac`,
  )
  const ended = await use({from: 'acme/shop', inputs: {file: 'x.yaml'}})
  expect(ended.code, ended.err).toBe(0)
  expect(api.comments[1]?.body).toContain('token ***')
  for (const {body} of api.comments)
    for (const secret of [pageToken, githubToken]) expect(body).not.toContain(secret)
})

test('msgr does not get the token of GitHub', async ({world}) => {
  const {use} = await repository(world)
  await writeProgram(world, 'msgr', 'env; exit 1')

  expect((await use({from: 'acme/shop'})).out).not.toContain(githubToken)
})

test('a plan that fails says so on the pull request, and fails the job', async ({world}) => {
  const {api, use} = await repository(world)

  const ended = await use({from: 'acme/shop', inputs: {'page-token': 'EAABexpired'}})
  expect(ended.code).toBe(4)
  expect(api.comments.map(({body}) => body)).toEqual([
    expect.stringContaining(
      'The plan could not be made: [see the log](https://github.com/acme/shop/actions/runs/42).',
    ),
  ])
})

test('a long plan is shortened to what GitHub accepts', async ({world}) => {
  const {api, use} = await repository(world)
  const labels = Array.from({length: 1500}, (_, index) => `label ${index} ${'x'.repeat(60)}`)
  await world.write('page.yaml', `labels: ${JSON.stringify(labels)}\n`)

  expect(await use({from: 'acme/shop'})).toMatchObject({code: 0})
  expect(api.comments[0]?.body.length).toBeLessThan(65_536)
  expect(api.comments[0]?.body).toContain('The rest is in [the summary]')
})

test('a comment that GitHub does not take is a warning', async ({world}) => {
  const {api, use} = await repository(world)
  api.refuseWith = 403

  expect(await use({from: 'acme/shop'})).toMatchObject({
    code: 0,
    changes: 'true',
    out: expect.stringContaining(
      'the token may not comment. Give the job permissions: {pull-requests: write}',
    ),
  })
  expect(await use({from: 'acme/shop', inputs: {comment: 'false'}})).toMatchObject({code: 0})
  expect(api.calls).toHaveLength(1)
})

test('installs the package of this version, or the one that is named', async ({world}) => {
  const {use} = await repository(world)
  await use({inputs: {command: 'drift'}})
  expect(await world.read('npm.log')).toContain(` msgr-cli@${description.version}\n`)
  await use({inputs: {command: 'drift', package: './msgr-cli.tgz; id'}})
  expect(await world.read('npm.log')).toContain(' ./msgr-cli.tgz; id\n')
  expect(await use({inputs: {command: 'destroy'}})).toMatchObject({
    code: 1,
    out: expect.stringContaining('::error title=msgr::command is destroy; it can be: plan, apply, drift'),
  })
})
