import {spawnSync} from 'node:child_process'
import {existsSync} from 'node:fs'
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {type Copy, DockerfileParser, type From, type JSONInstruction} from 'dockerfile-ast'
import {describe, expect, onTestFinished, test} from 'vitest'
import description from '../../package.json' with {type: 'json'}
import {announceListener} from '../../src/webhook/locator.ts'
import {runScript} from '../helpers/ci-machine.ts'

const root = join(import.meta.dirname, '../..')
const folder = join(root, 'bin/container')
const dockerfile = DockerfileParser.parse(await readFile(join(folder, 'Dockerfile'), 'utf8'))
const instructions = dockerfile.getInstructions()
const lastFrom = instructions.findLastIndex(each => each.getKeyword() === 'FROM')
const image = instructions.slice(lastFrom)
const argumentsOf = (keyword: string) =>
  image.filter(each => each.getKeyword() === keyword).map(each => each.getArgumentsContent())

describe('the image', () => {
  test('runs node itself, as a user who is not root, with its state in a volume', () => {
    const [entry] = image.filter(each => each.getKeyword() === 'ENTRYPOINT') as JSONInstruction[]

    expect(entry?.getJSONStrings().map(each => JSON.parse(each.getValue()))).toEqual([
      'node',
      '/usr/local/lib/node_modules/msgr-cli/bin/msgr.js',
    ])
    expect(argumentsOf('USER')).toEqual(['node'])
    expect(argumentsOf('VOLUME')).toEqual(['/state'])
    expect(argumentsOf('ENV').join(' ')).toContain('MSGR_HOME=/state')
    // After the last step that needs root.
    const keywords = image.map(each => each.getKeyword())
    expect(keywords.lastIndexOf('RUN')).toBeLessThan(keywords.indexOf('USER'))
  })

  test('has a Node.js that msgr runs on, the same for building and running', () => {
    const images = instructions.flatMap(each =>
      each.getKeyword() === 'FROM' ? (each as From).getImage() : [],
    )

    expect(new Set(images).size).toBe(1)
    expect(Number(/^node:(\d+)-/.exec(images[0] ?? '')?.[1])).toBeGreaterThanOrEqual(
      Number(/\d+/.exec(description.engines.node)?.[0]),
    )
  })

  test('is built from files that are there, and of those that Git knows only what the package is made of', async () => {
    const ignored = await readFile(join(folder, 'Dockerfile.dockerignore'), 'utf8')
    const sent = ignored.split('\n').flatMap(line => (line.startsWith('!') ? line.slice(1) : []))
    const copies = instructions.filter(each => each.getKeyword() === 'COPY') as Copy[]
    const sources = copies
      .filter(each => each.getFlags().every(flag => flag.getName() !== 'from'))
      .flatMap(each =>
        each
          .getArguments()
          .slice(0, -1)
          .map(argument => argument.getValue()),
      )

    expect(ignored).toMatch(/^\*$/m)
    for (const file of [...sent, ...sources]) expect(existsSync(join(root, file)), file).toBe(true)
    for (const source of sources.filter(each => each !== '.'))
      expect(
        sent.some(each => source === each || source.startsWith(`${each}/`)),
        source,
      ).toBe(true)
    for (const file of ['package.json', 'LICENSE', 'README.md', 'messenger-node'])
      expect(sent).toContain(file)
  })
})

describe('the check of its health', () => {
  async function health(status?: number): Promise<number | null> {
    const home = await mkdtemp(join(tmpdir(), 'msgr-health-'))
    onTestFinished(() => rm(home, {recursive: true, force: true}))
    if (status !== undefined) {
      const server = createServer((request, response) => {
        response.writeHead(request.url === '/health' ? status : 404).end()
      })
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
      onTestFinished(() => void server.close())
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`
      announceListener(join(home, 'state'), {pid: process.pid, url, path: '/webhook', startedAt: ''})
      // Of one that was killed, and answers nobody.
      const {pid} = spawnSync('true')
      const gone = {pid, url: 'http://127.0.0.1:9/', path: '/', startedAt: ''}
      announceListener(join(home, 'state'), gone)
    } else await mkdir(join(home, 'state'))
    const script = join(home, 'check.sh')
    await writeFile(script, `exec "${process.execPath}" "${join(folder, 'health.mjs')}"\n`)
    const {code} = await runScript(script, home, {PATH: process.env['PATH'] ?? '', MSGR_HOME: home})
    return code
  }

  test('is good while receivers answer, and for commands that receive nothing', async () => {
    expect(await health()).toBe(0)
    expect(await health(200)).toBe(0)
  })

  test('is bad when a receiver answers with an error', async () => {
    expect(await health(503)).not.toBe(0)
  })
})
