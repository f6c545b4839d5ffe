import {readFile, readlink, stat, symlink, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {createStage, type Stage} from '../stage.ts'

/** The platform, as far as the client can tell: another address, tokens typed in. */
const platform = ({emulator}: Stage) => ({MSGR_EMULATOR: '', MSGR_GRAPH_URL: emulator.url})

test('login keeps a token that works, and the Page can be operated from then on', async () => {
  const stage = await createStage()
  const env = platform(stage)
  const {pageToken, pageId} = await stage.emulator.connection()

  const login = await stage.msgr(['login', '--with-token'], {stdin: `${pageToken}\n`, env})
  const whoami = await stage.msgr(['whoami', '--json'], {env})

  expect(login).toMatchObject({code: 0, out: expect.stringContaining(`Acme Shop (${pageId}) as acme-shop`)})
  expect(whoami.json()).toMatchObject({pageId, pageName: 'Acme Shop'})
  const file = join(stage.folder, 'home/config/credentials.yaml')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(login.out + login.err + whoami.out + whoami.err).not.toContain(pageToken)
})

test('login --page says what the Page is called; several are kept beside each other, and logout forgets one', async () => {
  const stage = await createStage()
  const env = platform(stage)
  const shop = await stage.emulator.connection('Acme Shop')
  const support = await stage.emulator.connection('Acme Support')
  await stage.msgr(['login', '--with-token', '--page', 'shop'], {stdin: shop.pageToken, env})
  await stage.msgr(['login', '--with-token', '--page', 'help'], {stdin: support.pageToken, env})

  const other = await stage.msgr(['whoami', '--page', 'help', '--json'], {env})
  const logout = await stage.msgr(['logout', '--page', 'help'], {env})
  const gone = await stage.msgr(['whoami', '--page', 'help'], {env})
  const kept = await stage.msgr(['whoami', '--page', 'shop'], {env})

  expect(other.json().pageName).toBe('Acme Support')
  expect(logout.out).toBe('Logged out of help.\n')
  expect(gone).toMatchObject({code: 4, err: expect.stringContaining('msgr login --page help')})
  expect(kept.code).toBe(0)
})

test('a token that does not work is not kept', async () => {
  const stage = await createStage()

  const {code, err} = await stage.msgr(['login', '--with-token'], {
    stdin: 'EMUnonsense123',
    env: platform(stage),
  })

  expect(code).toBe(4)
  expect(err).not.toContain('EMUnonsense123')
  await expect(readFile(join(stage.folder, 'home/config/credentials.yaml'))).rejects.toThrow('ENOENT')
})

test('login leaves comments in the user file and does not write through a link', async () => {
  const stage = await createStage()
  const env = platform(stage)
  const {pageToken} = await stage.emulator.connection()
  await stage.file('home/config/config.yaml', '# my Pages\napiVersion: v25.0\n')
  await stage.msgr(['login', '--with-token', '--page', 'shop'], {stdin: pageToken, env})
  expect(await readFile(join(stage.folder, 'home/config/config.yaml'), 'utf8')).toMatch(
    /^# my Pages\napiVersion: v25\.0\npages:\n {2}shop:\n {4}pageId: "\d+"\n {4}token: store\n$/,
  )

  const elsewhere = join(stage.folder, 'elsewhere')
  await writeFile(elsewhere, '', {mode: 0o600})
  await stage.msgr(['logout', '--page', 'shop'], {env})
  const {rm} = await import('node:fs/promises')
  await rm(join(stage.folder, 'home/config/credentials.yaml'))
  await symlink(elsewhere, join(stage.folder, 'home/config/credentials.yaml'))
  const {code, err} = await stage.msgr(['login', '--with-token', '--page', 'shop'], {stdin: pageToken, env})
  expect({code, err}).toEqual({
    code: 2,
    err: expect.stringContaining('secrets are not written through links'),
  })
  expect(await readFile(elsewhere, 'utf8')).toBe('')
  expect(await readlink(join(stage.folder, 'home/config/credentials.yaml'))).toBe(elsewhere)
})

test('nobody to ask, nothing piped in, the emulator: one clear error each', async () => {
  const stage = await createStage()
  expect(await stage.msgr(['login'], {env: platform(stage)})).toMatchObject({
    code: 2,
    err: expect.stringContaining('--with-token < token.txt'),
  })
  expect((await stage.msgr(['login', '--with-token'], {env: platform(stage)})).err).toContain(
    'The token is empty',
  )
  expect((await stage.msgr(['login'])).err).toContain('The emulator needs no login')
})
