// Refuses to publish a release that is not whole: `node bin/release-check.js`. On GitHub it also compares the tag and the repository.
const {readFileSync} = require('node:fs')
const {join} = require('node:path')

/**
 * What is wrong with a release, one sentence each; empty if it can be published.
 * @param {string} root the folder of package.json, package-lock.json, CHANGELOG.md and the action
 * @param {Record<string, string | undefined>} env GITHUB_REF_TYPE, GITHUB_REF_NAME, GITHUB_SERVER_URL and GITHUB_REPOSITORY, if
 *   it runs on GitHub
 * @returns {string[]}
 */
function faultsOf(root, env) {
  const read = name => readFileSync(join(root, name), 'utf8')
  const description = JSON.parse(read('package.json'))
  const {version} = description
  return [
    ...['homepage', 'bugs', 'repository'].flatMap(key => addressFaults(key, description[key])),
    ...lockFaults(version, JSON.parse(read('package-lock.json'))),
    ...changelogFaults(version, read('CHANGELOG.md')),
    ...actionFaults(version, read('.github/actions/msgr/action.yml')),
    ...tagFaults(version, env),
    ...repositoryFaults(description.repository, env),
  ]
}

/** Nobody has the top-level domain .invalid: it stands where an address is not known yet (RFC 2606). */
function addressFaults(key, value) {
  const address = addressOf(value)
  if (!URL.canParse(address)) return [`package.json has no address as ${key}`]
  if (!new URL(address).hostname.endsWith('.invalid')) return []
  const path = typeof value === 'object' ? `${key}.url` : key
  return [`package.json: ${key} is the placeholder ${address}. Set it: npm pkg set ${path}=…`]
}

const addressOf = value => (typeof value === 'object' ? value?.url : value) ?? ''

function lockFaults(version, lock) {
  if (lock.version === version && lock.packages[''].version === version) return []
  return [
    `package-lock.json is about version ${lock.version}, and package.json about ${version}. Run: npm install`,
  ]
}

function changelogFaults(version, changelog) {
  const [, top = ''] = changelog.split(/^## /m)
  const [heading, ...lines] = top.split('\n')
  if (heading !== version)
    return [`CHANGELOG.md starts with ${heading || 'no version'} instead of ${version}`]
  return lines.some(line => line.startsWith('- ')) ? [] : [`CHANGELOG.md lists no change of ${version}`]
}

/** Who uses the action of a tag gets the package of that tag. */
function actionFaults(version, action) {
  const [, installed] = /^ +default: msgr-cli@(\S+)$/m.exec(action) ?? []
  return installed === version
    ? []
    : [`.github/actions/msgr/action.yml installs ${installed}, and the version is ${version}`]
}

function tagFaults(version, {GITHUB_REF_TYPE, GITHUB_REF_NAME}) {
  if (GITHUB_REF_TYPE !== 'tag' || GITHUB_REF_NAME === `v${version}`) return []
  return [`The tag is ${GITHUB_REF_NAME}, and the version in package.json ${version}`]
}

/** The registry accepts a statement of provenance only if the package names the repository that builds it. */
function repositoryFaults(repository, {GITHUB_SERVER_URL, GITHUB_REPOSITORY}) {
  const builder = GITHUB_REPOSITORY && `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}`
  const named = addressOf(repository)
    .replace(/^git\+/, '')
    .replace(/\.git$/, '')
  return !builder || named === builder
    ? []
    : [`package.json: repository is ${named}, and ${builder} builds the release`]
}

if (require.main === module) {
  const faults = faultsOf(join(__dirname, '..'), process.env)
  for (const fault of faults) process.stderr.write(`✖ ${fault}\n`)
  process.exitCode = faults.length > 0 ? 1 : 0
}

module.exports = {faultsOf}
