import {createServer} from 'node:net'
import {beforeEach, describe, expect, onTestFinished, test} from 'vitest'
import {freePort} from '../../helpers/free-port.ts'
import {patience} from '../../helpers/patience.ts'
import {type SshServer, sshIsMissing, startSshServer} from '../../helpers/ssh-server.ts'
import {listen as listenHurrying, makeFolder, sendThrough} from './tunnels.ts'

if (sshIsMissing !== undefined) process.stderr.write(`Tunnels with ssh are not tested: ${sshIsMissing}\n`)

/** ssh needs a while to connect, and as long as it does its port is asked. */
const listen = (args: readonly string[]) => listenHurrying(args, {hurry: 24 / patience})

describe('--tunnel ssh:', () => {
  beforeEach(({skip}) => skip(sshIsMissing !== undefined, sshIsMissing))

  /** An ssh server, a port of it, and the flags for a tunnel from there. */
  async function serve(): Promise<{server: SshServer; url: string; remotePort: number; flags: string[]}> {
    const server = await startSshServer(makeFolder(), await freePort())
    const remotePort = await freePort()
    const url = `http://127.0.0.1:${remotePort}`
    const flags = ['--tunnel', `ssh:${server.destination}`, '--remote-port', String(remotePort)]
    return {server, url, remotePort, flags: [...flags, '--public-url', url]}
  }

  test('an event comes through the host of one’s own, and Ctrl-C gives its port back', async () => {
    const {server, url, flags} = await serve()
    const {out, ended, interrupt} = listen([...flags, '--ssh-config', server.configFile])
    await out.holds('ready')

    expect(await sendThrough(url)).toBe(200)
    await out.holds('Do you open on Sundays?')
    interrupt()

    expect(await ended).toBe(130)
    expect(out.text).toContain(`tunnel       ${url}  ssh`)
    await expect(fetch(url)).rejects.toThrow()
  })

  test('a connection that breaks off comes back', async () => {
    const {server, url, flags} = await serve()
    const {out} = listen([...flags, '--ssh-config', server.configFile])
    await out.holds('ready')

    server.hangUp()

    await out.holds('tunnel lost: ssh')
    await out.holds(`: ${url}\n`)
    expect(await sendThrough(url)).toBe(200)
  })

  test('a server that is down is tried again until it is back', async () => {
    const {server, url, flags} = await serve()
    const {out} = listen([...flags, '--ssh-config', server.configFile])
    await out.holds('ready')

    await server.stop()
    await out.holds(/tunnel still lost: ssh: .* cannot be reached; next try in \d+ s/)
    await server.start()

    await out.holds('tunnel back after')
    expect(await sendThrough(url)).toBe(200)
  })

  test('a server that prints its address needs no --public-url', async () => {
    const remotePort = await freePort()
    const script = `echo 'Forwarding HTTP traffic from http://127.0.0.1:${remotePort}'; sleep 60`
    const server = await startSshServer(makeFolder(), await freePort(), script)
    const flags = ['--tunnel', `ssh:${server.destination}`, '--remote-port', String(remotePort)]
    const {out} = listen([...flags, '--ssh-config', server.configFile])

    await out.holds(`tunnel       http://127.0.0.1:${remotePort}  ssh`)
    await out.holds('ready')
    expect(await sendThrough(`http://127.0.0.1:${remotePort}`)).toBe(200)
  })

  test.each([
    ['strangerConfigFile', 'does not accept the key of this machine', 'Add it there'],
    ['firstTimeConfigFile', 'is not known, or has changed', 'Check it once by hand: ssh -p'],
  ] as const)('with the %s it says what to do, and asks for nothing', async (file, text, hint) => {
    const {server, flags} = await serve()
    const {out, err, ended} = listen([...flags, '--ssh-config', server[file]])

    expect(await ended).toBe(8)
    expect(err.text).toContain(text)
    expect(err.text).toContain(hint)
    expect(out.text).not.toContain('ready')
  })

  test('a port that is taken on the host is named', async () => {
    const {server, remotePort, flags} = await serve()
    const other = createServer()
    await new Promise<void>(resolve => other.listen(remotePort, resolve))
    onTestFinished(() => void other.close())
    const {err, ended} = listen([...flags, '--ssh-config', server.configFile])

    expect(await ended).toBe(8)
    expect(err.text).toContain(`does not let port ${remotePort} lead here`)
    expect(err.text).toContain('--remote-port')
  })

  test('a host that is not there cannot be reached', async () => {
    const url = `http://127.0.0.1:${await freePort()}`
    const {err, ended} = listen(['--tunnel', `ssh:127.0.0.1:${await freePort()}`, '--public-url', url])

    expect(await ended).toBe(8)
    expect(err.text).toContain('ssh: 127.0.0.1 cannot be reached')
  })
})
