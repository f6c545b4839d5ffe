import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {createServer} from 'node:https'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {startMsgr} from '../helpers/child.ts'

// The build replaces what of got checks the name in a certificate: it is loaded when there is one.
test('a call takes a certificate for the name of the platform, and refuses one for another name', async ({
  skip,
}) => {
  skip(process.platform === 'darwin', 'macOS has no 127.0.0.2')
  const folder = mkdtempSync(join(tmpdir(), 'msgr-test-'))
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}))
  const fixture = (name: string) => join(import.meta.dirname, `../fixtures/self-signed/${name}.pem`)
  const server = createServer(
    {key: readFileSync(fixture('key')), cert: readFileSync(fixture('cert'))},
    (_, response) => response.end('{"data":[{"id":"1001","page_label_name":"VIP"}]}'),
  )
  await new Promise<void>(resolve => server.listen(0, '0.0.0.0', resolve))
  onTestFinished(() => void server.close())
  const {port} = server.address() as AddressInfo
  const {PATH = ''} = process.env
  const call = async (host: string) => {
    const env = {
      PATH,
      HOME: folder,
      MSGR_HOME: folder,
      MSGR_GRAPH_URL: `https://${host}:${port}`,
      MSGR_PAGE_TOKEN: 'EMUPAGE1',
      NODE_EXTRA_CA_CERTS: fixture('cert'),
    }
    const child = startMsgr(['label', 'list'], {cwd: folder, env})
    return {...(await child.ended), out: child.out.text, err: child.err.text}
  }

  expect(await call('127.0.0.1')).toMatchObject({code: 0, out: expect.stringContaining('VIP')})
  expect(await call('127.0.0.2')).toMatchObject({
    code: 8,
    out: '',
    err: expect.stringContaining("does not match certificate's altnames"),
  })
})
