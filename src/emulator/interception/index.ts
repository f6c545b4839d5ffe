import {once} from 'node:events'
import {existsSync, rmSync} from 'node:fs'
import {mkdir, mkdtemp, readFile, writeFile} from 'node:fs/promises'
import net, {type AddressInfo, type Server} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {graphHosts} from '../../platform/graph-hosts.ts'
import {issueCertificate} from './authority.ts'
import {interceptingEnvironment, proxyExceptions} from './environment.ts'
import {createGraphFront} from './graph-front.ts'
import {toJavaTrustStore} from './java-trust-store.ts'
import {phpPrepend} from './php-prepend.ts'
import {createProxy} from './proxy.ts'
import {knownAuthorities, toBundle, toDer} from './trust.ts'

export interface InterceptionParts {
  readonly emulatorUrl: string
  /** The programs' environment without the interception. */
  readonly inherited: Readonly<Record<string, string | undefined>>
  readonly warn: (text: string) => void
}

/** While it is open, programs with this environment reach the emulator at `https://graph.facebook.com`. */
export interface Interception {
  readonly environment: Readonly<Record<string, string>>
  readonly close: () => void
}

/** Opens two local ports and a folder of public certificates. */
export async function openInterception({
  emulatorUrl,
  inherited,
  warn,
}: InterceptionParts): Promise<Interception> {
  const certificate = await issueCertificate(graphHosts)
  const front = createGraphFront(certificate, emulatorUrl, () =>
    warn(
      "A program does not accept the emulator's certificate for graph.facebook.com. Make it trust the file in SSL_CERT_FILE.",
    ),
  )
  const upstream = {
    https: upstreamProxy(inherited, 'https_proxy', warn),
    http: upstreamProxy(inherited, 'http_proxy', warn),
    exceptions: ['localhost', '127.0.0.1', '::1', ...proxyExceptions(inherited)],
  }
  const servers = [
    createProxy({front, emulatorUrl, upstream}),
    net.createServer({allowHalfOpen: true}, front),
  ] as const
  const sockets = new Set<net.Socket>()
  for (const server of servers) {
    server.on('connection', (socket: net.Socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    })
  }
  const [proxyPort, frontPort] = await Promise.all([listen(servers[0]), listen(servers[1])])
  const folder = await mkdtemp(join(tmpdir(), 'msgr-exec-'))
  const files = await writeTrust({folder, authority: certificate.authority, proxyPort, inherited})
  return {
    environment: interceptingEnvironment(inherited, {
      ...{proxyPort, frontPort, emulatorPort: Number(new URL(emulatorUrl).port)},
      redirectFile: await redirectFileIn(folder),
      authority: certificate.authority,
      ...files,
    }),
    close: () => {
      for (const server of servers) server.close()
      for (const socket of sockets) socket.destroy()
      rmSync(folder, {recursive: true, force: true})
    },
  }
}

/** Programs load it by its path: a single executable, which has it inside, writes it into the folder. */
async function redirectFileIn(folder: string): Promise<string> {
  const inside = new URL('./redirect.cjs', import.meta.url)
  const path = fileURLToPath(inside)
  if (existsSync(path)) return path
  const written = join(folder, 'redirect.cjs')
  await writeFile(written, await readFile(inside))
  return written
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** The proxy configured before ours, which other calls still use. */
function upstreamProxy(
  inherited: InterceptionParts['inherited'],
  name: 'https_proxy' | 'http_proxy',
  warn: InterceptionParts['warn'],
): URL | undefined {
  const text = inherited[name] || inherited[name.toUpperCase()]
  if (text === undefined || text === '') return undefined
  const address = /^[a-z\d]+:\/\//i.test(text) ? text : `http://${text}`
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url !== undefined && ['http:', 'https:'].includes(url.protocol)) return url
  warn(`${name} is not an HTTP proxy: calls to hosts other than the Graph API do not use it.`)
  return undefined
}

type TrustFiles = Pick<
  Parameters<typeof interceptingEnvironment>[1],
  'bundleFile' | 'javaTrustStoreFile' | 'phpFolder'
>

async function writeTrust({
  folder,
  authority,
  proxyPort,
  inherited,
}: {
  readonly folder: string
  readonly authority: string
  readonly proxyPort: number
  readonly inherited: InterceptionParts['inherited']
}): Promise<TrustFiles> {
  const files = {
    bundleFile: join(folder, 'authorities.pem'),
    javaTrustStoreFile: join(folder, 'authorities.jks'),
    phpFolder: join(folder, 'php'),
  }
  const given = (name: string) => inherited[name]
  const others = await knownAuthorities(
    ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'].map(given),
  )
  const all = [authority, ...others]
  const certificates = all.map(toDer).filter(each => each !== undefined)
  await mkdir(files.phpFolder)
  const [iniFile, prependFile] = ['msgr.ini', 'prepend.php'].map(name => join(files.phpFolder, name)) as [
    string,
    string,
  ]
  await Promise.all([
    writeFile(files.bundleFile, toBundle(all)),
    writeFile(files.javaTrustStoreFile, toJavaTrustStore(certificates, Date.now())),
    writeFile(
      iniFile,
      `curl.cainfo="${files.bundleFile}"\nopenssl.cafile="${files.bundleFile}"\nauto_prepend_file="${prependFile}"\n`,
    ),
    writeFile(prependFile, phpPrepend({bundleFile: files.bundleFile, proxyPort, iniFile})),
  ])
  return files
}
