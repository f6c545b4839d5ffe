import {join} from 'node:path'
import {expect} from 'vitest'
import {createApi} from '../../src/api/index.ts'
import {register} from '../../src/callback/registration.ts'
import {createApp} from '../commands/listen/app.ts'
import {startFormerBot} from '../commands/listen/former-bot.ts'
import {type EmulatedWorld, test} from '../helpers/world.ts'

/** A registered receiver; the bots stand for it at the addresses that a tunnel gives it. */
async function registered(world: EmulatedWorld) {
  const [app, bot] = [await createApp(world), await startFormerBot()]
  const before = await app.setUp(bot)
  const connection = await world.emulator.connection()
  const [first, second] = [await startFormerBot('own token'), await startFormerBot('own token')]
  const registration = await register({
    api: createApi({
      ...connection,
      graphUrl: world.emulator.url,
      appToken: `${connection.appId}|${connection.appSecret}`,
    }),
    folder: join(world.home, 'kept'),
    appId: connection.appId,
    retry: 'msgr webhook restore',
    url: first.url,
    verifyToken: 'own token',
    fields: ['messages', 'message_reads'],
    page: {id: connection.pageId, name: connection.pageName},
    judge: async ({callback}) => callback && {...callback, verify_token: bot.verifyToken},
    defer: () => {},
    onRestored: () => {},
    pid: 1,
    now: world.clock.now,
    sleep: world.clock.sleep,
  })
  return {app, before, first, second, registration}
}

test('a tunnel that comes back elsewhere becomes the callback, and all is put back all the same', async ({
  world,
}) => {
  const {app, before, first, second, registration} = await registered(world)
  expect((await app.state()).callback.url).toBe(first.url)

  await registration.move(second.url)
  expect((await app.state()).callback.url).toBe(second.url)

  await registration.restore()
  expect(await app.state()).toEqual(before)
})

test('an address that comes while all is put back changes nothing any more', async ({world}) => {
  const {app, before, second, registration} = await registered(world)

  const restoring = registration.restore()
  await registration.move(second.url)
  await Promise.all([restoring, registration.restore()])

  expect(second.verified()).toBe(0)
  expect(await app.state()).toEqual(before)
})

test('a new address that is not up yet is tried again; one that never comes up is told', async ({world}) => {
  const {app, before, second, registration} = await registered(world)
  await second.stop()
  const port = Number(new URL(second.url).port)

  await expect(registration.move(second.url)).rejects.toThrow('#2200')
  await startFormerBot('own token', port)
  await registration.move(second.url)
  expect((await app.state()).callback.url).toBe(second.url)

  await registration.restore()
  expect(await app.state()).toEqual(before)
})
