import {existsSync} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {expect} from 'vitest'
import {test} from '../../helpers/world.ts'
import {createApp, takeOver} from './app.ts'
import {startFormerBot} from './former-bot.ts'

test('a former callback that is dead at the end is told, with what to type; then it is put back', async ({
  world,
}) => {
  const [app, bot] = [await createApp(world), await startFormerBot()]
  const before = await app.setUp(bot)
  const {send, ended, url} = await app.listen(...takeOver(bot))
  await bot.stop()
  send('SIGINT')
  const {code, err} = await ended

  expect(code).toBe(1)
  expect(err).toContain(`The callback of the app could not be restored to ${bot.url}`)
  expect(err).toContain('When it answers again: msgr webhook restore')
  expect(await app.state()).toMatchObject({callback: {url}, pageFields: before.pageFields})
  expect((await app.msgr('webhook restore')).code).toBe(1)

  await startFormerBot(bot.verifyToken, Number(new URL(bot.url).port))
  const {code: again, out} = await app.msgr('webhook restore')

  expect([again, out]).toEqual([0, expect.stringContaining(`the callback of the app is ${bot.url}`)])
  expect(await app.state()).toEqual(before)
  expect(existsSync(app.file)).toBe(false)
})

test('a former callback that is down is diverted with a warning, and kept to be put back', async ({
  world,
}) => {
  const [app, bot] = [await createApp(world), await startFormerBot()]
  await app.setUp(bot)
  await bot.stop()

  const {err, send, ended} = await app.listen(...takeOver(bot))
  expect(err.text).toContain(`${bot.url} can be restored only when it answers again`)
  send('SIGINT')

  expect((await ended).code).toBe(1)
  expect(JSON.parse(await readFile(app.file, 'utf8')).callback.url).toBe(bot.url)
})

test('a platform that cannot be reached at the end is told, and restored later', async ({world}) => {
  const [app, bot] = [await createApp(world), await startFormerBot()]
  const before = await app.setUp(bot)
  const {send, ended} = await app.listen(...takeOver(bot))
  expect((await world.msgr('emulator fault add --call "/*/subscriptions" --reset')).code).toBe(0)
  send('SIGINT')
  const {code, err} = await ended
  await world.msgr('emulator fault clear')

  expect(code).toBe(8)
  expect(err).toContain('The callback of the app could not be restored')
  expect(err).toContain('try again: msgr webhook restore')
  expect((await app.state()).pageFields).toEqual(before.pageFields)
  expect((await app.msgr('webhook restore')).code).toBe(0)
  expect(await app.state()).toEqual(before)
})

test('a callback that somebody sets while it listens is left at the end, and that is told', async ({
  world,
}) => {
  const [app, bot, other] = [await createApp(world), await startFormerBot(), await startFormerBot('another')]
  const before = await app.setUp(bot)

  const {send, ended} = await app.listen(...takeOver(bot))
  await world.msgr(['webhook', 'set', other.url, '--verify-token', 'another', '--yes'])
  send('SIGINT')
  const {code, err} = await ended

  expect([code, err]).toEqual([1, expect.stringContaining(`it is ${other.url}, and was left unchanged`)])
  expect(await app.state()).toMatchObject({callback: {url: other.url}, pageFields: before.pageFields})
})
