import {spawn} from 'node:child_process'
import {existsSync} from 'node:fs'
import {mkdtemp, rm} from 'node:fs/promises'
import {platform, tmpdir} from 'node:os'
import {delimiter, join} from 'node:path'
import type {Readable, Writable} from 'node:stream'
import type {Picture} from '../context.ts'
import {MsgrError} from '../errors.ts'
import {childEnvironment, type LoadSecretNames} from './child-environment.ts'
import type {Outside} from './outside.ts'

/** How long a browser may take for a picture. */
const PATIENCE_MS = 30_000

/**
 * Draws a part of a page with a browser that is on this machine, as PNG, at twice its size.
 * @throws {MsgrError} if there is no browser, or it does not draw the page.
 */
export async function pictureOf(
  {env, signal}: Pick<Outside, 'env'> & {readonly signal: AbortSignal},
  secretNames: LoadSecretNames,
  url: string,
  picture: Picture,
): Promise<Buffer> {
  const browser = findBrowser(env)
  if (browser === undefined) {
    throw new MsgrError('A picture needs a browser, and none was found', {
      hint: 'Install Chrome, Chromium or Edge, or name one: CHROME_PATH=/path/to/chrome',
    })
  }
  const profile = await mkdtemp(join(tmpdir(), 'msgr-browser-'))
  const child = spawn(
    browser,
    [
      '--headless=new',
      '--remote-debugging-pipe',
      `--user-data-dir=${profile}`,
      '--no-first-run',
      '--no-default-browser-check',
      '--disable-gpu',
      '--hide-scrollbars',
      // The browser refuses to draw as root otherwise; what it draws is a page of msgr.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      'about:blank',
    ],
    {
      env: await childEnvironment(env, secretNames),
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      signal,
      timeout: PATIENCE_MS,
    },
  )
  const failed = new Promise<never>((_, reject) => {
    child.once('error', ({message}) => reject(noPicture(browser, message)))
    child.once('exit', () => reject(noPicture(browser, 'it ended')))
  })
  // Whoever does not wait for it any more does not care.
  failed.catch(() => {})
  try {
    const [, , , input, output] = child.stdio as unknown as [unknown, unknown, unknown, Writable, Readable]
    input.on('error', () => {})
    return await Promise.race([draw(createCalls(input, output), url, picture), failed])
  } finally {
    const gone = new Promise(resolve => child.once('close', resolve))
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await gone
    await rm(profile, {recursive: true, force: true, maxRetries: 3}).catch(() => {})
  }
}

const noPicture = (browser: string, why: string) =>
  new MsgrError(`${browser} drew no picture: ${why}`, {
    hint: 'Name another browser: CHROME_PATH=/path/to/chrome',
  })

type Call = (method: string, params?: object, sessionId?: string) => Promise<Record<string, unknown>>

/** The protocol of Chrome over two pipes: JSON with a zero byte after each message. */
function createCalls(input: Writable, output: Readable): Call {
  const waiting = new Map<number, {resolve: (value: never) => void; reject: (error: Error) => void}>()
  let last = 0
  let rest = ''
  output.setEncoding('utf8')
  output.on('data', (text: string) => {
    const messages = (rest + text).split('\0')
    rest = messages.pop() ?? ''
    for (const message of messages) {
      const {id, result, error} = JSON.parse(message)
      const call = waiting.get(id)
      waiting.delete(id)
      if (error === undefined) call?.resolve(result as never)
      else call?.reject(new MsgrError(`The browser drew no picture: ${error.message}`))
    }
  })
  return (method, params = {}, sessionId = undefined) =>
    new Promise((resolve, reject) => {
      last += 1
      waiting.set(last, {resolve, reject})
      input.write(`${JSON.stringify({id: last, method, params, sessionId})}\0`)
    })
}

async function draw(call: Call, url: string, {selectors, width}: Picture): Promise<Buffer> {
  const {targetId} = await call('Target.createTarget', {url: 'about:blank'})
  const {sessionId} = (await call('Target.attachToTarget', {targetId, flatten: true})) as {sessionId: string}
  const metrics = {width, height: 2000, deviceScaleFactor: 2, mobile: false}
  await call('Emulation.setDeviceMetricsOverride', metrics, sessionId)
  await call('Page.navigate', {url}, sessionId)
  const expression = `(${boxOf})(${JSON.stringify(selectors)})`
  const {result} = (await call(
    'Runtime.evaluate',
    {expression, awaitPromise: true, returnByValue: true},
    sessionId,
  )) as {result: {value: object}}
  const {data} = await call(
    'Page.captureScreenshot',
    {format: 'png', captureBeyondViewport: true, clip: {...result.value, scale: 1}},
    sessionId,
  )
  return Buffer.from(String(data), 'base64')
}

/** Runs in the page: the box around what is to be drawn, once it is there with its pictures. */
const boxOf = `async selectors => {
  const frame = () => new Promise(resolve => setTimeout(resolve, 100))
  while (!document.querySelector(selectors[0])) await frame()
  for (let round = 0; round < 100; round += 1) {
    await frame()
    if (round >= 5 && [...document.images].every(image => image.complete)) break
  }
  const boxes = selectors.flatMap(each => [...document.querySelectorAll(each)]).map(each => each.getBoundingClientRect())
  const [left, top] = ['left', 'top'].map(side => Math.min(...boxes.map(box => box[side])) - 8)
  const [edge, bottom] = ['right', 'bottom'].map(side => Math.max(...boxes.map(box => box[side])) + 8)
  const right = Math.min(innerWidth, edge)
  return {x: Math.max(0, left) + scrollX, y: Math.max(0, top) + scrollY, width: right - Math.max(0, left), height: bottom - Math.max(0, top)}
}`

const names = [
  'google-chrome',
  'google-chrome-stable',
  'chromium',
  'chromium-browser',
  'microsoft-edge',
  'msedge',
  'chrome',
]

/** The browser that the environment names, else the first one in its usual place. */
function findBrowser(env: Outside['env']): string | undefined {
  const named = [env['MSGR_BROWSER'], env['CHROME_PATH']].find(path => (path ?? '') !== '')
  if (named !== undefined) return named
  const inPath = (env['PATH'] ?? '').split(delimiter).flatMap(folder => names.map(name => join(folder, name)))
  return [...inPath, ...usualPlaces(env)].find(path => existsSync(path))
}

function usualPlaces(env: Outside['env']): readonly string[] {
  if (platform() === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      name => `/Applications/${name}.app/Contents/MacOS/${name}`,
    )
  }
  if (platform() !== 'win32') return []
  const folders = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']]
  return folders.flatMap(folder =>
    folder === undefined
      ? []
      : [
          join(folder, 'Google/Chrome/Application/chrome.exe'),
          join(folder, 'Microsoft/Edge/Application/msedge.exe'),
        ],
  )
}
