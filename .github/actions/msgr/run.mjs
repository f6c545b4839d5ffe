// What the action does once msgr is installed. Its inputs are environment variables: nothing of them becomes a part of a script.
import {spawn} from 'node:child_process'
import {appendFileSync, mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {commentOn} from './comment.mjs'

const {env} = process
const DIFFERS = 3
const command = env.INPUT_COMMAND
const file = env.INPUT_FILE
const pages = [
  ...(env.INPUT_ALL_PAGES === 'true' ? ['--all-pages'] : []),
  ...(env.INPUT_PAGE ? ['--page', env.INPUT_PAGE] : []),
]
const event = env.GITHUB_EVENT_PATH ? JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8')) : {}
const request = event.pull_request

/** Only msgr gets the token of the Page, and msgr does not get that of GitHub. */
const {INPUT_PAGE_TOKEN, INPUT_GITHUB_TOKEN, ...inherited} = env
const msgrEnv = INPUT_PAGE_TOKEN ? {...inherited, MSGR_PAGE_TOKEN: INPUT_PAGE_TOKEN} : inherited

const acts = {plan, apply, drift}

if (!Object.hasOwn(acts, command)) fail(`command is ${command}; it can be: ${Object.keys(acts).join(', ')}`)
else if (process.platform === 'win32') fail('The action runs on Linux and macOS: runs-on: ubuntu-latest')
else process.exitCode = await acts[command]()

async function plan() {
  const checked = await msgr('page', 'validate', file)
  if (checked.code !== 0) return checked.code
  if (isWithoutSecrets()) {
    notice(
      'GitHub gives no secrets to a pull request from a fork: the file was checked, and the Page was not read.',
    )
    return 0
  }
  // Not --exit-code: on a pull request a difference is no error, and must not be marked as one.
  const folder = mkdtempSync(join(env.RUNNER_TEMP || tmpdir(), 'msgr-plan-'))
  const planFile = join(folder, 'plan.json')
  const planned = await msgr('page', 'plan', file, ...pages, '--out', planFile, '--no-input')
  if (planned.code === 0) output('changes', String(hasChanges(planFile)))
  rmSync(folder, {recursive: true})
  if (request !== undefined && env.INPUT_COMMENT !== 'false')
    await comment(planned.code === 0 ? withoutLineOf(planFile, planned.out) : undefined)
  return planned.code
}

/** The file is gone when the job has ended: nobody can apply it. */
function withoutLineOf(planFile, text) {
  const lines = text.split('\n').filter(line => !line.includes(planFile))
  return lines.join('\n')
}

function hasChanges(planFile) {
  return JSON.parse(readFileSync(planFile, 'utf8')).pages.some(({changes}) => changes.length > 0)
}

async function apply() {
  const {code} = await msgr('page', 'apply', file, ...pages, '--yes', '--no-input')
  return code
}

async function drift() {
  const {code} = await msgr('page', 'plan', file, ...pages, '--exit-code', '--no-input')
  if (code === 0 || code === DIFFERS) output('changes', String(code === DIFFERS))
  return code
}

/** The Page of a fork's pull request can be read only by a workflow that hands it secrets on purpose. */
function isWithoutSecrets() {
  const isFork = request !== undefined && request.head.repo?.full_name !== request.base.repo.full_name
  return isFork && !INPUT_PAGE_TOKEN && !env.MSGR_PAGE_TOKEN
}

/** Runs msgr; what it prints is in the log at once, and stdout in the result. */
function msgr(...args) {
  const child = spawn('msgr', args, {env: msgrEnv, stdio: ['ignore', 'pipe', 'inherit']})
  let out = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    out += text
    process.stdout.write(text)
  })
  return new Promise(resolve => {
    child.on('error', error => {
      fail(`msgr could not be started: ${error.message}`)
      resolve({code: 1, out})
    })
    child.on('close', code => resolve({code: code ?? 1, out}))
  })
}

/** A comment that cannot be written fails no plan: that is in the log and in the summary. */
async function comment(text) {
  const secrets = [INPUT_PAGE_TOKEN, INPUT_GITHUB_TOKEN, env.MSGR_PAGE_TOKEN]
  try {
    await commentOn(request.number, {
      text,
      subject: [file, ...pages].join(' '),
      secrets: secrets.filter(Boolean),
      token: INPUT_GITHUB_TOKEN,
      env,
    })
  } catch (error) {
    say('warning', `The plan is not on the pull request: ${error.message}`)
  }
}

function output(name, value) {
  if (env.GITHUB_OUTPUT) appendFileSync(env.GITHUB_OUTPUT, `${name}=${value}\n`)
}

function fail(message) {
  say('error', message)
  process.exitCode = 1
}

function notice(message) {
  say('notice', message)
}

/** Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands */
function say(level, message) {
  const escaped = message.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  process.stdout.write(`::${level} title=msgr::${escaped}\n`)
}
