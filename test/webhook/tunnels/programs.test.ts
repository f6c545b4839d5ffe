import {describe, expect, test} from 'vitest'
import type {ProgramEnd, StartProgram} from '../../../src/system/program.ts'
import {openTunnel, parseTunnelChoice, type TunnelChoice} from '../../../src/webhook/tunnels/open-tunnel.ts'
import {reported, reportedBy} from '../../helpers/reported.ts'

const {signal} = new AbortController()

/** A program that says these lines; it ends then, when that is said, or when it is stopped. */
function saying(lines: readonly string[], end?: Partial<ProgramEnd>) {
  const started: (readonly string[])[] = []
  let stops = 0
  let say: (line: string) => void = () => {}
  let exit: (end: ProgramEnd) => void = () => {}
  const startProgram: StartProgram = (program, args, onLine) => {
    started.push([program, ...args])
    say = onLine
    const ended = new Promise<ProgramEnd>(resolve => {
      exit = resolve
    })
    queueMicrotask(() => {
      for (const line of lines) onLine(line)
      if (end !== undefined) exit({how: 'ended with 1', isMissing: false, ...end})
    })
    return {
      ended,
      stop: async () => {
        stops += 1
      },
    }
  }
  return {
    startProgram,
    started,
    stops: () => stops,
    say: (line: string) => say(line),
    end: (how: string) => exit({how, isMissing: false}),
  }
}

const open = (choice: TunnelChoice, {startProgram}: {startProgram: StartProgram}, authtoken?: string) =>
  openTunnel(choice, {port: 3000, authtoken, startProgram, signal})

const ssh = {provider: 'ssh', destination: 'ada@bot.example', remotePort: 80} as const
const command = {provider: 'command', command: 'tunnel {port} && {port}'} as const
const cloudflared = {provider: 'cloudflared'} as const
const announced = ['at https://ab.trycloudflare.com', 'INF Registered tunnel connection']

describe('what is run', () => {
  const settings = [
    'BatchMode=yes',
    'ExitOnForwardFailure=yes',
    'ConnectTimeout=10',
    'ServerAliveInterval=15',
    'ServerAliveCountMax=3',
    'ControlMaster=no',
    'ControlPath=none',
  ].flatMap(each => ['-o', each])
  test.each<[TunnelChoice, string, readonly string[]]>([
    [
      cloudflared,
      'https://ab.trycloudflare.com',
      ['cloudflared', 'tunnel', '--no-autoupdate', '--url', 'http://127.0.0.1:3000'],
    ],
    [command, 'https://ab.trycloudflare.com', ['/bin/sh', '-c', 'tunnel 3000 && 3000']],
    [
      ssh,
      'https://ab.trycloudflare.com',
      ['ssh', ...settings, '-T', '-R', '80:127.0.0.1:3000', '--', 'ada@bot.example'],
    ],
    [
      {...ssh, sshPort: '2222', configFile: '/c', remotePort: 8080, publicUrl: 'https://bot.example'},
      'https://bot.example',
      [
        'ssh',
        '-F',
        '/c',
        ...settings,
        '-p',
        '2222',
        '-T',
        '-N',
        '-R',
        '8080:127.0.0.1:3000',
        '--',
        'ada@bot.example',
      ],
    ],
  ])('for %j', async (choice, url, args) => {
    const program = saying(announced)

    const tunnel = await open(choice, program)

    expect(tunnel.url()).toBe(url)
    expect(tunnel.provider).toBe(choice.provider)
    expect(program.started).toEqual([args])
    await tunnel.close()
    expect(program.stops()).toBe(1)
  })

  test('is nothing where the address is given', async () => {
    const program = saying([])

    const tunnel = await open({provider: 'given', publicUrl: 'https://bot.example'}, program)
    await tunnel.close()

    expect([tunnel.provider, tunnel.url(), program.started]).toEqual(['given', 'https://bot.example', []])
  })
})

describe('a program that ends without a tunnel says what it means', () => {
  const byHand = 'Try it by itself: cloudflared tunnel --url http://127.0.0.1:3000'
  test.each<[TunnelChoice, readonly string[], string, string]>([
    [cloudflared, [], 'cloudflared ended with 1 without any output', byHand],
    [cloudflared, ['a', ' last ', ' '], 'cloudflared ended with 1: last', byHand],
    [cloudflared, ['x'.repeat(300)], `cloudflared ended with 1: ${'x'.repeat(200)}`, byHand],
    ...['HTTP 429', 'error code: 1015', 'Too Many Requests'].map(
      (line): [TunnelChoice, readonly string[], string, string] => [
        cloudflared,
        [line, 'more'],
        'cloudflared: Cloudflare is not giving out quick tunnels at the moment',
        'Wait some minutes, or use another tunnel: msgr listen --help',
      ],
    ),
    ...['no such host', 'dial tcp 1.1.1.1', 'network is unreachable', 'i/o timeout', 'deadline exceeded'].map(
      (line): [TunnelChoice, readonly string[], string, string] => [
        cloudflared,
        [line],
        'cloudflared: Cloudflare cannot be reached',
        'Is there a network, and does it let cloudflared through?',
      ],
    ),
    [
      command,
      ['password: hush, api-key=hush --token "hush" secret hush token = hush passwd  hush'],
      'the tunnel command ended with 1: password: *** api-key=*** --token "***" secret *** token = *** passwd  ***',
      'Try it by itself, with the port of a server that runs in place of {port}',
    ],
    [
      ssh,
      ['Host key verification failed.'],
      'ssh: the key of ada@bot.example is not known, or has changed',
      'Check it once by hand: ssh ada@bot.example',
    ],
    [
      {...ssh, sshPort: '2222'},
      ['ada@bot.example: Permission denied (publickey).'],
      'ssh: ada@bot.example does not accept the key of this machine',
      'Add it there, until this asks for no password: ssh -p 2222 ada@bot.example',
    ],
    [
      ssh,
      ['Error: remote port forwarding failed for listen port 80'],
      'ssh: ada@bot.example does not let port 80 lead here',
      'It is taken, below 1024, or AllowTcpForwarding forbids it. Choose another: --remote-port <port>',
    ],
    ...[
      'Could not resolve hostname',
      'Connection refused',
      'Connection timed out',
      'No route to host',
      'Network is unreachable',
    ].map((line): [TunnelChoice, readonly string[], string, string] => [
      ssh,
      [line],
      'ssh: ada@bot.example cannot be reached',
      'Is its ssh server up? Try: ssh ada@bot.example',
    ]),
    [ssh, ['something else'], 'ssh ended with 1: something else', 'Try it by itself: ssh ada@bot.example'],
  ])('%j saying %j', async (choice, lines, message, hint) => {
    const program = saying(lines, {})

    await expect(open(choice, program).catch(reported)).resolves.toMatchObject({
      name: 'TunnelError',
      message,
      hint,
    })
    expect(program.stops()).toBe(1)
  })

  test.each<[TunnelChoice, string, string]>([
    [
      cloudflared,
      'cloudflared is not installed',
      'Get it from https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/downloads, or use another tunnel: msgr listen --help',
    ],
    [ssh, 'ssh is not installed', 'Install the OpenSSH client'],
    [command, 'the tunnel command is not installed', 'It is run by /bin/sh, which this system does not have'],
  ])('%j that is missing', async (choice, message, hint) => {
    await expect(open(choice, saying([], {isMissing: true})).catch(reported)).resolves.toMatchObject({
      message,
      hint,
    })
  })
})

test('a tunnel that ends by itself says so, and one that was closed does not', async () => {
  const [program, closing] = [saying(announced), saying(announced)]
  const tunnel = await open(cloudflared, program)
  const closed = await open(cloudflared, closing)
  let isLost = false
  void closed.lost.then(() => {
    isLost = true
  })

  program.say('bye')
  program.end('was killed by SIGKILL')
  await closed.close()
  closing.end('ended with 0')

  expect(await tunnel.lost).toMatchObject({message: 'cloudflared was killed by SIGKILL: bye'})
  await new Promise(resolve => setImmediate(resolve))
  expect(isLost).toBe(false)
})

test('a later address counts only in the words of the first', async () => {
  const program = saying(['url is https://a.example'])
  const tunnel = await open(command, program)

  program.say('GET https://evil.example 200')
  expect(tunnel.url()).toBe('https://a.example')
  program.say('url is https://b.example')
  expect(tunnel.url()).toBe('https://b.example')
})

test('without a provider cloudflared is taken where it runs, and what there is otherwise is said', async () => {
  const program = saying(announced)
  const startProgram: StartProgram = (name, args, onLine) =>
    args.includes('--version')
      ? {ended: Promise.resolve({how: 'ended with 0', isMissing: false}), stop: async () => {}}
      : program.startProgram(name, args, onLine)

  expect((await open({provider: 'any'}, {startProgram})).provider).toBe('cloudflared')
  await expect(open({provider: 'any'}, saying([], {isMissing: true})).catch(reported)).resolves.toMatchObject(
    {
      message: 'No tunnel can be opened: ngrok has no authtoken, and cloudflared is not installed',
      hint: "Set NGROK_AUTHTOKEN, install cloudflared, or use --tunnel ssh:user@host, --tunnel-command 'program {port}' or --public-url",
    },
  )
  await expect(open({provider: 'any'}, saying([]), 'short')).rejects.toThrow('The authtoken of ngrok')
})

test.each([
  ['ngork', 'There is no tunnel provider "ngork"', 'Did you mean ngrok?'],
  [
    'telephone',
    'There is no tunnel provider "telephone"',
    "Use one of: ngrok, cloudflared, ssh:<host>. Any other works with --tunnel-command 'program {port}' or --public-url",
  ],
  ['ssh', '--tunnel ssh does not name a host', 'Name it: --tunnel ssh:ada@bot.example'],
  [
    'ssh:a b',
    '"a b" is not a host for ssh',
    'Name it as you would for ssh: --tunnel ssh:ada@bot.example, or with its port: ssh:ada@bot.example:2222',
  ],
])('--tunnel %s is refused', (text, message, hint) => {
  expect(reportedBy(() => parseTunnelChoice(text))).toMatchObject({code: 'USAGE', message, hint})
})

test('whoever gives up opening does not wait for the program, which is stopped', async () => {
  const program = saying([])
  const giving = new AbortController()
  const opening = openTunnel(cloudflared, {
    port: 3000,
    authtoken: undefined,
    startProgram: program.startProgram,
    signal: giving.signal,
  })

  giving.abort(new Error('Ctrl-C'))

  await expect(opening).rejects.toMatchObject({name: 'AbortError'})
  expect(program.stops()).toBe(1)
})
