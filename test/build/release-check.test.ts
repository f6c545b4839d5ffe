import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {createRequire} from 'node:module'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'

const {faultsOf}: {readonly faultsOf: (root: string, env: Readonly<Record<string, string>>) => string[]} =
  createRequire(import.meta.url)('../../bin/release-check.js')

const description = {
  version: '1.2.0',
  homepage: 'https://github.com/acme/msgr-cli#readme',
  bugs: 'https://github.com/acme/msgr-cli/issues',
  repository: {type: 'git', url: 'git+https://github.com/acme/msgr-cli.git'},
}
const onGitHub = {
  GITHUB_REF_TYPE: 'tag',
  GITHUB_REF_NAME: 'v1.2.0',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'acme/msgr-cli',
}

interface Release {
  readonly description?: object
  readonly locked?: string
  readonly changelog?: string
  /** The version that the action installs. */
  readonly installed?: string
  readonly env?: Readonly<Record<string, string>>
}

/** What is said of a release that differs in one respect from one that can be published. */
async function faults({
  description: other,
  locked = '1.2.0',
  changelog,
  installed = '1.2.0',
  env,
}: Release): Promise<string[]> {
  const root = await mkdtemp(join(tmpdir(), 'msgr-release-'))
  onTestFinished(() => rm(root, {recursive: true, force: true}))
  const files = {
    'package.json': JSON.stringify({...description, ...other}),
    'package-lock.json': JSON.stringify({version: locked, packages: {'': {version: locked}}}),
    'CHANGELOG.md': changelog ?? '# Changes\n\n## 1.2.0\n\n### Added\n\n- `open`\n\n## 1.1.0\n\n- `use`\n',
    '.github/actions/msgr/action.yml': `inputs:\n  package:\n    default: msgr-cli@${installed}\n`,
  }
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), {recursive: true})
    await writeFile(join(root, name), text)
  }
  return faultsOf(root, {...onGitHub, ...env})
}

test('a whole release can be published, from GitHub and from elsewhere', async () => {
  expect(await faults({})).toEqual([])
  expect(await faults({env: {GITHUB_REF_TYPE: '', GITHUB_REPOSITORY: ''}})).toEqual([])
})

test.each<[what: string, release: Release, fault: string]>([
  [
    'placeholders instead of addresses',
    {description: {bugs: 'https://github.invalid/msgr-cli/issues'}},
    'package.json: bugs is the placeholder https://github.invalid/msgr-cli/issues. Set it: npm pkg set bugs=…',
  ],
  ['no address', {description: {homepage: undefined}}, 'package.json has no address as homepage'],
  [
    'the repository of somebody else',
    {description: {repository: {url: 'git+https://github.com/ann/fork.git'}}},
    'package.json: repository is https://github.com/ann/fork, and https://github.com/acme/msgr-cli builds the release',
  ],
  [
    'a lock file of another version',
    {locked: '1.1.0'},
    'package-lock.json is about version 1.1.0, and package.json about 1.2.0. Run: npm install',
  ],
  [
    'changes of another version',
    {changelog: '# Changes\n\n## Unreleased\n\n- `open`\n'},
    'CHANGELOG.md starts with Unreleased instead of 1.2.0',
  ],
  [
    'no changes',
    {changelog: '# Changes\n\n## 1.2.0\n\nThe next.\n\n## 1.1.0\n\n- `use`\n'},
    'CHANGELOG.md lists no change of 1.2.0',
  ],
  [
    'an action that installs another version',
    {installed: '1.1.0'},
    '.github/actions/msgr/action.yml installs 1.1.0, and the version is 1.2.0',
  ],
  [
    'the tag of another version',
    {env: {GITHUB_REF_NAME: 'v1.2.0-rc.1'}},
    'The tag is v1.2.0-rc.1, and the version in package.json 1.2.0',
  ],
])('a release with %s is refused', async (_what, release, fault) => {
  expect(await faults(release)).toEqual([fault])
})
