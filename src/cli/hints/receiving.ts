import type {Hints} from './hint.ts'

/** Webhooks, recordings, sample events and tunnels. */
export const receivingHints = {
  noLastRecording: 'Record first: msgr listen --record. Replay a named recording by its name',
  recordingUnreadable: 'Name a file of msgr listen --record, or type last for the newest one without a name',
  recordingBroken: 'Nothing was sent. Remove that line, or record again: msgr listen --record',
  spoolTaken: 'End that process, or name another folder: --spool <folder>',
  spoolDamaged: ({file}) => `Move ${file} and ${file}.done to another folder, and start again`,
  sampleUnknown: 'List them all: msgr trigger --list',
  headerMalformed: "Type a name and a value: -H 'X-Stage: local'",
  tunnelWithoutHost: 'Name it: --tunnel ssh:ada@bot.example',
  tunnelUnknown: ({known}) =>
    `Use one of: ${known.join(', ')}. Any other works with --tunnel-command 'program {port}' or --public-url`,
  noTunnel:
    "Set NGROK_AUTHTOKEN, install cloudflared, or use --tunnel ssh:user@host, --tunnel-command 'program {port}' or --public-url",
  tunnelProgramMissing: ({page}) => `Get it from ${page}, or use another tunnel: msgr listen --help`,
  tunnelsUsedUp: 'Wait some minutes, or use another tunnel: msgr listen --help',
  tunnelUnannounced: 'If you know the address beforehand, name it: --public-url',
  ngrokPackageMissing:
    "Run the ngrok program: msgr listen --tunnel-command 'ngrok http {port} --log stdout' --pass-env NGROK_AUTHTOKEN",
  sshHostMalformed:
    'Name it as you would for ssh: --tunnel ssh:ada@bot.example, or with its port: ssh:ada@bot.example:2222',
  remotePortRefused:
    'It is taken, below 1024, or AllowTcpForwarding forbids it. Choose another: --remote-port <port>',
  addressUnusable: 'Name one that it has: --host 0.0.0.0 takes every one, 127.0.0.1 this machine alone',
  portTaken: 'Choose another: --port 0 finds a free one',
  portUnusable: 'Choose another: --port 0 finds a free one',
} as const satisfies Hints
