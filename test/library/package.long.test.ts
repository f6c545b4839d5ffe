import {execFile} from 'node:child_process'
import {cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {execPath} from 'node:process'
import {promisify} from 'node:util'
import {checkPackage, createPackageFromTarballData} from '@arethetypeswrong/core'
import {publint} from 'publint'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import description from '../../package.json' with {type: 'json'}
import {schemaNames} from '../../src/commands/schema/names.ts'
import {type Emulator, openEmulator} from '../../src/emulator/index.ts'
import {patiently} from '../helpers/patience.ts'

const root = join(import.meta.dirname, '../..')
const npm = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']

/** What the package has of `bin`. */
const ofCommand = ['bin/msgr.js', 'bin/compile.js', 'bin/compiled.js', 'bin/package.json']

let folder = ''
let emulator: Emulator
/** What is in the tarball. */
let packed: readonly string[] = []
let tarball = ''
/** In bytes: of the tarball, and of what it installs. */
let sizes = {packed: 0, installed: 0}

interface Ran {
  readonly code: number
  readonly out: string
}

/** Runs a program in the folder of the consumer, who has nothing but the package. */
async function run(program: string, args: readonly string[], cwd = join(folder, 'consumer')): Promise<Ran> {
  const {pageToken} = await emulator.connection()
  const env = {
    ...process.env,
    MSGR_GRAPH_URL: emulator.url,
    PAGE_TOKEN: pageToken,
    NODE_EXTRA_CA_CERTS: undefined,
  }
  try {
    const {stdout} = await promisify(execFile)(program, args, {cwd, env})
    return {code: 0, out: stdout}
  } catch (error) {
    const {code, stdout, stderr} = error as {code: number; stdout: string; stderr: string}
    return {code, out: `${stdout}${stderr}`}
  }
}

async function write(name: string, text: string): Promise<void> {
  const file = join(folder, 'consumer', name)
  await mkdir(dirname(file), {recursive: true})
  await writeFile(file, text)
}

/** Type-checks and compiles the files of a folder of the consumer. */
function compile(project: string, options: object): Promise<Ran> {
  const compilerOptions = {
    target: 'ES2023',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    typeRoots: [join(root, 'node_modules/@types')],
    types: ['node'],
    outDir: 'out',
    rootDir: '.',
    ...options,
  }
  return write(`${project}/tsconfig.json`, JSON.stringify({compilerOptions})).then(() =>
    run(execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--project', project]),
  )
}

/** The packages that the sources import by name and that a build puts into the bundle. */
async function importedPackages(): Promise<readonly string[]> {
  const names = await readdir(join(root, 'src'), {recursive: true})
  const sources = names.filter(name => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
  const texts = await Promise.all(sources.map(name => readFile(join(root, 'src', name), 'utf8')))
  const imported = texts.flatMap(text => [
    ...text.matchAll(/(?:^import (?!type).*?from |^\} from |import\()'((?:@[^/']+\/)?[^/.'@][^/']*)/gm),
  ])
  const outside = new Set(['@ngrok/ngrok', 'typescript'])
  const packages = imported.map(([, name = '']) => name).filter(name => !name.startsWith('node:'))
  return [...new Set(packages)].filter(name => !outside.has(name))
}

/** Packs what a release would hold, built aside so that nobody who uses `dist` meanwhile is disturbed, and installs it. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'msgr-package-'))
  emulator = await openEmulator({folder, isEphemeral: true})
  const release = join(folder, 'release')
  const build = [join(root, 'bin/build.js'), '--types', '--out', join(release, 'dist')]
  for (const file of [
    'package.json',
    'README.md',
    'LICENSE',
    ...ofCommand,
    'messenger-node',
    'src/cli',
    'test',
  ])
    await cp(join(root, file), join(release, file), {
      recursive: true,
      filter: name => !name.includes('node_modules'),
    })
  const built = await run(execPath, build, root)
  expect(built.code, built.out).toBe(0)
  const {out} = await run('npm', ['pack', '--json', ...npm], release)
  const [{filename, files, size, unpackedSize}] = JSON.parse(out)
  tarball = join(release, filename)
  sizes = {packed: size, installed: unpackedSize}
  packed = files.map(({path}: {path: string}) => path)
  await write('package.json', '{"name": "consumer", "private": true}')
  const installed = await run('npm', ['install', '--omit=optional', ...npm, tarball])
  expect(installed.code, installed.out).toBe(0)
}, patiently(120_000))

afterAll(async () => {
  await emulator.close()
  await rm(folder, {recursive: true, force: true})
})

describe('the package', () => {
  test('holds what is built and nothing else, and is built before it is packed', () => {
    const inRoot = ['package.json', 'README.md', 'LICENSE', ...ofCommand]
    const others = packed.filter(
      name => !name.startsWith('dist/') && ![...inRoot, 'messenger-node/package.json'].includes(name),
    )

    expect(others).toEqual([])
    expect(packed.filter(name => /\.ts$/.test(name) && !name.endsWith('.d.ts'))).toEqual([])
    expect(packed).toEqual(
      expect.arrayContaining(['bin/msgr.js', 'dist/main.cjs', 'dist/library.js', 'dist/messenger-node.cjs']),
    )
    expect(description.scripts.prepack).toBe('node bin/build.js --types')
  })

  test('has no more than 4 MB, and 14 MB when installed', () => {
    expect(sizes.packed).toBeLessThan(4e6)
    expect(sizes.installed).toBeLessThan(14e6)
  })

  test('is what package managers and TypeScript expect', async () => {
    const bytes = await readFile(tarball)
    const {messages} = await publint({
      pack: {tarball: new Uint8Array(bytes).buffer},
      strict: true,
    })
    const types = await checkPackage(createPackageFromTarballData(new Uint8Array(bytes)))

    expect(messages).toEqual([])
    // The library is an ES module, which CommonJS requires from Node.js 20.19 on.
    expect(types.types === false ? 'no types' : types.problems).toEqual([
      {kind: 'CJSResolvesToESM', entrypoint: '.', resolutionKind: 'node16-cjs'},
    ])
  })

  test('needs no other package', async () => {
    const {out} = await run('npm', ['ls', '--all', '--json', ...npm])

    expect(JSON.parse(out).dependencies['msgr-cli']?.dependencies ?? {}).not.toHaveProperty('got')
    expect('dependencies' in description).toBe(false)
  })

  test('names every package whose code it holds, each with the text of its licence', async () => {
    const text = await readFile(
      join(folder, 'consumer/node_modules/msgr-cli/dist/THIRD-PARTY-NOTICES'),
      'utf8',
    )
    const sections = text.split(`\n${'-'.repeat(80)}\n\n`).slice(1)
    const named = sections.map(section => section.split(' ', 1)[0])

    expect(named).toEqual(
      expect.arrayContaining([...(await importedPackages()), 'tsyringe', '@sindresorhus/is']),
    )
    for (const section of sections) {
      expect(section).toMatch(/^\S+ \d+\.\d+\.\d+\S* \(.+\)\n/)
      expect(section).toMatch(
        /Permission (is hereby granted|to use, copy)|Redistribution and use|Apache License|Mozilla Public/i,
      )
    }
    expect(sections.find(section => section.startsWith('@resvg/resvg-wasm'))).toContain(
      'Its source code: https://github.com/yisibl/resvg-js\n\nMozilla Public License, version 2.0',
    )
  })

  test('has the schemas that the command prints', async () => {
    for (const name of Object.keys(schemaNames)) {
      const {out} = await run(join('node_modules/.bin/msgr'), ['schema', name])
      const file = join(folder, `consumer/node_modules/msgr-cli/dist/schema/${name}.json`)
      expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(JSON.parse(out))
    }
  })

  test('is compiled for the Node.js of its machine when somebody wants that', async () => {
    const installed = join(folder, 'consumer/node_modules/msgr-cli')
    const before = await run('node_modules/.bin/msgr', ['help', 'broadcasts'])
    const compiled = await run(execPath, [join(installed, 'bin/compile.js')])

    expect(compiled).toEqual({code: 0, out: ''})
    expect(await readdir(join(installed, 'dist/compiled'))).toHaveLength(1)
    expect(await run('node_modules/.bin/msgr', ['help', 'broadcasts'])).toEqual(before)
  })

  test('has the documentation', async () => {
    const {code, out} = await run(join('node_modules/.bin/msgr'), ['help', 'broadcasts'])

    expect(code).toBe(0)
    expect(out).toMatch(/^Broadcasts\n.*\nWhat msgr promises\n/s)
  })

  test('has the command', async () => {
    expect(await run(join('node_modules/.bin/msgr'), ['--version'])).toEqual({
      code: 0,
      out: `${description.version}\n`,
    })
  })
})

const sends = `
  const client = new Client({page_token: process.env.PAGE_TOKEN})
  client.sendText({id: '6411223344556677'}, 'Hello').then(sent => console.log(JSON.stringify(sent)))`

describe('messenger-node is replaced by changing one require', () => {
  const wanted = {
    code: 0,
    out: expect.stringMatching(/^{"recipient_id":"6411223344556677","message_id":"m_.+"}\n$/),
  }

  test('in CommonJS', async () => {
    await write(
      'bot.cjs',
      `const Messenger = require('msgr-cli/messenger-node')\nconst {Client} = Messenger\n${sends}`,
    )

    expect(await run(execPath, ['bot.cjs'])).toEqual(wanted)
  })

  test.each([
    ['by name', "import {Client} from 'msgr-cli/messenger-node'"],
    ['as a whole', "import Messenger from 'msgr-cli/messenger-node'\nconst {Client} = Messenger"],
  ])('in an ES module, %s', async (_how, statement) => {
    await write('bot.mjs', `${statement}\n${sends}`)

    expect(await run(execPath, ['bot.mjs'])).toEqual(wanted)
  })

  test('with a webhook that answers and ends', async () => {
    await write(
      'webhook.cjs',
      `
      const {Webhook} = require('msgr-cli/messenger-node')
      const webhook = new Webhook({verify_token: 'x', app_secret: 'shh', port: 0})
      webhook.on('listening', async port => {
        const answer = await fetch('http://127.0.0.1:' + port + '/webhook?hub.mode=subscribe&hub.verify_token=x&hub.challenge=42')
        try { webhook.getInstance() } catch (error) { console.log(error.message) }
        webhook.stopInstance(async () => console.log(await answer.text()))
      })`,
    )

    expect(await run(execPath, ['webhook.cjs'])).toEqual({
      code: 0,
      out: expect.stringMatching(
        /^webhook is listening on port \d+\nVerifying webhook...\nWebhook verification: SUCCESS\ngetInstance\(\) returns an express app, and express is not installed\n42\n$/,
      ),
    })
  })

  test('in TypeScript that becomes CommonJS, with types', async () => {
    await write('cjs/package.json', '{"type": "commonjs"}')
    await write(
      'cjs/bot.ts',
      `import Messenger from 'msgr-cli/messenger-node'
       import whole = require('msgr-cli/messenger-node')
       import {Webhook, type Recipient} from 'msgr-cli/messenger-node'
       const recipient: Recipient = {id: 6411223344556}
       const client: whole.Client = new Messenger.Client({page_token: 'x', api_version: 'v26.0'})
       export const send = async (): Promise<string | undefined> => (await client.sendText(recipient, 'Hello')).message_id
       export const names = async (): Promise<string[]> => (await client.getAllCustomLabels()).data.map(({name}) => name)
       // @ts-expect-error The attachment comes first.
       client.sendAttachment(recipient, {type: 'image', source: 'x'}).catch(() => {})
       export const bot = (webhook: Webhook) =>
         webhook.on('messages', ({subtype}, {value}, event) => [subtype.length, value.length, event.message.text])
       console.log(typeof whole.Webhook, whole.Client === Messenger.Client)
       client.setPageToken('y')`,
    )

    const compiled = await compile('cjs', {
      module: 'node16',
      moduleResolution: 'node16',
      esModuleInterop: true,
    })

    expect(compiled).toEqual({code: 0, out: ''})
    expect(await run(execPath, ['cjs/out/bot.js'])).toMatchObject({out: 'function true\n'})
  })
})

describe('the library, in a TypeScript project of ES modules', () => {
  test('is typed and runs', async () => {
    await write('esm/package.json', '{"type": "module"}')
    await write(
      'esm/main.ts',
      `import {collect, GraphError, MessengerClient, parseEvents, validate, verifySignedRequest, Webhook, type CustomLabel, type Fault, type WebhookEvent} from 'msgr-cli'
       const client = new MessengerClient({pageToken: process.env['PAGE_TOKEN'], graphUrl: process.env['MSGR_GRAPH_URL']})
       const labels: CustomLabel[] = await collect(client.customLabels.list())
       const names: string[] = []
       for await (const {page_label_name: name} of client.customLabels.of('6411223344556677')) names.push(name)
       const {message_id: mid} = await client.messages.send({recipient: {id: '6411223344556677'}, message: {text: 'Hi'}})
       const code = await client.customLabels.create('Newsletter').catch(error => error instanceof GraphError && error.refusal.graphCode)
       const faults: readonly Fault[] = validate.messages({})
       const check = verifySignedRequest('x', 'y')
       const reason: string = check.isValid ? String(check.payload.psid) : check.reason
       const webhook = new Webhook({verifyToken: 'x', appSecret: ['old', 'new']})
         .on('messages.text', (event: WebhookEvent) => event.psid?.length)
         .on('refused', ({status, reason}) => status + reason.length)
         .on('error', (error: unknown) => error)
       const {port} = await webhook.listen(0)
       await webhook.close()
       // @ts-expect-error An unknown resource.
       client.customLabel
       // @ts-expect-error A text has to be a text.
       client.messages.send({recipient: {id: '1'}, message: {text: 1}}).catch(() => {})
       console.log(labels.length, names, mid?.startsWith('m_'), code, faults.length > 0, reason.length > 0, port > 0, parseEvents({}).length)`,
    )

    const compiled = await compile('esm', {module: 'nodenext'})

    expect(compiled).toEqual({code: 0, out: ''})
    expect(await run(execPath, ['esm/out/main.js'])).toEqual({
      code: 0,
      out: "2 [ 'Newsletter' ] true 100 true true true 0\n",
    })
  })

  test.each(['src/docs/library.md', 'src/docs/messenger-node.md'])(
    '%s has examples whose types are right',
    async page => {
      const text = await readFile(join(root, page), 'utf8')
      const examples = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code)
      await write('readme/package.json', '{"type": "module"}')
      for (const [index, example] of examples.entries())
        await write(`readme/example-${index}.ts`, `${example}\nexport {}\n`)

      expect(examples.length).toBeGreaterThan(0)
      expect(await compile('readme', {module: 'nodenext', noEmit: true})).toEqual({code: 0, out: ''})
    },
  )
})
