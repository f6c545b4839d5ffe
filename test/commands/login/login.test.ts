import {chmod, readFile, readlink, stat, symlink, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {createWorld, type EmulatedWorld} from '../../helpers/world.ts'

/** The platform, as far as the client can tell: another address, tokens typed in. */
const platform = ({emulator}: EmulatedWorld) => ({MSGR_EMULATOR: '', MSGR_GRAPH_URL: emulator.url})

test('login keeps a token that works, and the Page can be operated from then on', async () => {
  const world = await createWorld()
  const env = platform(world)
  const {pageToken, pageId} = await world.emulator.connection()

  const login = await world.msgr(['login', '--with-token'], {stdin: `${pageToken}\n`, env})
  const whoami = await world.msgr(['whoami', '--json'], {env})

  expect(login).toMatchObject({code: 0, out: expect.stringContaining(`Acme Shop (${pageId}) as acme-shop`)})
  expect(whoami.json()).toMatchObject({pageId, pageName: 'Acme Shop'})
  const file = join(world.home, 'config/credentials.yaml')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(login.out + login.err + whoami.out + whoami.err).not.toContain(pageToken)
})

test('login --page says what the Page is called; several are kept beside each other, and logout forgets one', async () => {
  const world = await createWorld()
  const env = platform(world)
  const shop = await world.emulator.connection('Acme Shop')
  const support = await world.emulator.connection('Acme Support')
  await world.msgr(['login', '--with-token', '--page', 'shop'], {stdin: shop.pageToken, env})
  await world.msgr(['login', '--with-token', '--page', 'help'], {stdin: support.pageToken, env})

  const other = await world.msgr(['whoami', '--page', 'help', '--json'], {env})
  const logout = await world.msgr(['logout', '--page', 'help'], {env})
  const gone = await world.msgr(['whoami', '--page', 'help'], {env})
  const kept = await world.msgr(['whoami', '--page', 'shop'], {env})

  expect(other.json().pageName).toBe('Acme Support')
  expect(logout.out).toBe('Logged out of help.\n')
  expect(gone).toMatchObject({code: 4, err: expect.stringContaining('msgr login --page help')})
  expect(kept.code).toBe(0)
})

test('a token that does not work is not kept', async () => {
  const world = await createWorld()

  const {code, err} = await world.msgr(['login', '--with-token'], {
    stdin: 'EMUnonsense123',
    env: platform(world),
  })

  expect(code).toBe(4)
  expect(err).not.toContain('EMUnonsense123')
  await expect(readFile(join(world.home, 'config/credentials.yaml'))).rejects.toThrow('ENOENT')
})

test('login leaves comments in the user file and does not write through a link', async () => {
  const world = await createWorld()
  const env = platform(world)
  const {pageToken} = await world.emulator.connection()
  await world.write(join(world.home, 'config/config.yaml'), '# my Pages\napiVersion: v25.0\n')
  await world.msgr(['login', '--with-token', '--page', 'shop'], {stdin: pageToken, env})
  expect(await readFile(join(world.home, 'config/config.yaml'), 'utf8')).toMatch(
    /^# my Pages\napiVersion: v25\.0\npages:\n {2}shop:\n {4}pageId: "\d+"\n {4}token: store\n$/,
  )

  const elsewhere = join(world.folder, 'elsewhere')
  await writeFile(elsewhere, '', {mode: 0o600})
  await world.msgr(['logout', '--page', 'shop'], {env})
  const {rm} = await import('node:fs/promises')
  await rm(join(world.home, 'config/credentials.yaml'))
  await symlink(elsewhere, join(world.home, 'config/credentials.yaml'))
  const {code, err} = await world.msgr(['login', '--with-token', '--page', 'shop'], {stdin: pageToken, env})
  expect({code, err}).toEqual({
    code: 2,
    err: expect.stringContaining('secrets are not written through links'),
  })
  expect(await readFile(elsewhere, 'utf8')).toBe('')
  expect(await readlink(join(world.home, 'config/credentials.yaml'))).toBe(elsewhere)
})

test('nobody to ask, nothing piped in, the emulator: one clear error each', async () => {
  const world = await createWorld()
  expect(await world.msgr(['login'], {env: platform(world)})).toMatchObject({
    code: 2,
    err: expect.stringContaining('--with-token < token.txt'),
  })
  expect((await world.msgr(['login', '--with-token'], {env: platform(world)})).err).toContain(
    'The token is empty',
  )
  expect((await world.msgr(['login'])).err).toContain('The emulator needs no login')
})

test.each([
  ['', {code: 0, out: 'No token was stored for shop.\n'}],
  ['# nothing yet\n', {code: 0, out: 'No token was stored for shop.\n'}],
  ['shop\n', {code: 2, err: expect.stringContaining('credentials.yaml')}],
  ['- shop\n', {code: 2, err: expect.stringContaining('credentials.yaml')}],
])('logout says what it finds in a credentials file with %j', async (text, ended) => {
  const world = await createWorld()
  const file = join(world.home, 'config/credentials.yaml')
  await world.write(file, text)
  await chmod(file, 0o600)

  expect(await world.msgr(['logout', '--page', 'shop'], {env: platform(world)})).toMatchObject(ended)
  expect(await readFile(file, 'utf8')).toBe(text)
})
