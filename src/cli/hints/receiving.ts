import type {Hints} from './hint.ts'

/** Webhooks, recordings, sample events and tunnels. */
export const receivingHints = {
  noLastRecording:
    'Record first: msgr listen --record. A recording with a name of its own is replayed by that name',
  recordingUnreadable: 'Name a file of msgr listen --record, or type last for the newest that has no name',
  recordingBroken: 'Nothing was sent. Take that line out, or record again: msgr listen --record',
  sampleUnknown: 'See them all: msgr trigger --list',
  headerMalformed: "Type a name and a value: -H 'X-Stage: local'",
  tunnelWithoutHost: 'Name it: --tunnel ssh:ada@bot.example',
  tunnelUnknown: ({known}) =>
    `There is: ${known.join(', ')}. Any other works with --tunnel-command 'program {port}' or --public-url`,
  noTunnel:
    "Set NGROK_AUTHTOKEN, install cloudflared, or use --tunnel ssh:user@host, --tunnel-command 'program {port}' or --public-url",
  tunnelProgramMissing: ({page}) => `Get it from ${page}, or take another tunnel: msgr listen --help`,
  tunnelsUsedUp: 'Wait some minutes, or take another tunnel: msgr listen --help',
  tunnelUnannounced: 'Where the address is known beforehand, give it with --public-url',
  ngrokPackageMissing:
    "Run the ngrok program: msgr listen --tunnel-command 'ngrok http {port} --log stdout' --pass-env NGROK_AUTHTOKEN",
  sshHostMalformed:
    'Name it as you would for ssh: --tunnel ssh:ada@bot.example, or with its port: ssh:ada@bot.example:2222',
  remotePortRefused:
    'It is taken, below 1024, or AllowTcpForwarding forbids it. Name another: --remote-port <port>',
  portTaken: 'Take another: --port 0 finds a free one',
  portUnusable: 'Take another: --port 0 finds a free one',
} as const satisfies Hints
