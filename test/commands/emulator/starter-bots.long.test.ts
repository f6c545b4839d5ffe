import {spawn} from 'node:child_process'
import {join} from 'node:path'
import {execPath} from 'node:process'
import {expect, onTestFinished} from 'vitest'
import {freePort} from '../../helpers/free-port.ts'
import {patiently} from '../../helpers/patience.ts'
import {hasPrograms} from '../../helpers/programs.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

const msgr = join(import.meta.dirname, '../../../bin/msgr.js')
const ada = '6411223344556677'

/** Copies a bot as it is offered, starts it with the command beside it, and writes to it. */
async function tryBot({emulator, folder, home, write}: EmulatedWorld, language: string): Promise<void> {
  const {bots} = await emulator.admin('GET', 'starters')
  const bot = bots.find(each => each.language === language)
  if (bot === undefined) throw new Error(`There is no bot in ${language}`)
  expect(bot.text.trim().split('\n').length).toBeLessThan(40)
  await write(bot.file, bot.text)
  const command = bot.command.replace('{port}', String(await freePort()))
  const [, ...words] = command.split(' ').map(word => (word === 'node' ? execPath : word))
  const running = spawn(execPath, [msgr, ...words], {
    cwd: folder,
    env: {PATH: process.env['PATH'], HOME: home, MSGR_HOME: home},
    stdio: 'ignore',
  })
  const ended = new Promise(resolve => running.once('exit', resolve))
  onTestFinished(async () => {
    running.kill()
    await ended
  })
  await expect
    .poll(async () => (await emulator.admin('GET', 'chat')).webhook.state, {timeout: patiently(30_000)})
    .toBe('active')
  await emulator.admin('POST', `people/${ada}/say`, {text: 'grüß dich'})
  await emulator.admin('POST', `people/${ada}/tap`, {title: 'Hours', payload: 'HOURS'})
  const said = async () =>
    (await emulator.admin('GET', `chat/${ada}`)).messages
      .filter(({from}) => from === 'page')
      .map(({text}) => text)
  await expect.poll(said).toEqual(expect.arrayContaining(['You said: grüß dich', 'You said: Hours']))
}

test('the bot in Node.js answers as it is', async ({world}) => tryBot(world, 'Node.js'))

test('the bot in Python answers as it is', async ({world, skip}) => {
  if (!hasPrograms('the bot in Python', 'python3')) skip('python3 is not in PATH')
  await tryBot(world, 'Python')
})
