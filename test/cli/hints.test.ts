import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {inWords} from '../../src/cli/hints/faults.ts'
import {warnOn} from '../../src/cli/hints/index.ts'
import {toFailure} from '../../src/cli/report.ts'
import {
  type Because,
  type Fault,
  GraphError,
  MsgrError,
  type Reason,
  type Reasons,
  type Refusal,
  type RefusalKind,
} from '../../src/errors.ts'

/** A hint, or undefined where a person needs none. */
type HintText = string | undefined

/** A hint for each of some data where a reason has any. */
type Entry<Name extends Reason> = undefined extends Reasons[Name]
  ? HintText
  : readonly (readonly [data: Reasons[Name], hint: HintText])[]

const hints: {readonly [Name in Reason]: Entry<Name>} = {
  noPageToken:
    'Set MSGR_PAGE_TOKEN_FILE (a file) or MSGR_PAGE_TOKEN, or try it without a Meta account: --emulator',
  noAppToken: 'Set MSGR_APP_ID and MSGR_APP_SECRET, or MSGR_APP_TOKEN',
  noAdToken:
    'Store one: msgr login --ad-account act_123 --with-token < token.txt, or set MSGR_AD_TOKEN_FILE (a file) or MSGR_AD_TOKEN',
  noAdAccount: 'Set MSGR_AD_ACCOUNT, or adAccount of the Page in the settings: msgr help config',
  adTokenOnPageCall: 'Leave out --ad-token',
  pageTokenOnAdCall: undefined,
  batchOfTwoTokens: undefined,
  adPermissionMissing: 'See what the ad token may do: msgr doctor',
  marketingMessageInDoubt: [
    [
      {campaignId: '1202'},
      'Check before you repeat it: its echo, recorded by msgr listen --record, shows that it was sent',
    ],
  ],
  campaignNotReady: 'See from when it can be used: msgr campaign get <campaign>',
  campaignInactive: 'See its state: msgr campaign get <campaign>',
  campaignUnknown: 'See which campaigns there are: msgr campaign list',
  campaignUnsuitable: 'Create one for marketing messages: msgr campaign create <name>',
  campaignPaced: undefined,
  budgetSpent: 'Raise the budget in the Ads Manager, or create another campaign: msgr campaign create <name>',
  paymentMethodMissing: undefined,
  adBalanceSpent: undefined,
  marketingTermsNotAccepted: undefined,
  marketingRegionExcluded: undefined,
  marketingNotAvailable: undefined,
  subscriberResting: undefined,
  subscriberStopped: undefined,
  subscriberUnknown: 'See who can be written to: msgr subscriber list --eligible',
  marketingMessageRefused: undefined,
  storeAway: 'See which store is in use: msgr config show --origin',
  storeReadOnly: 'Name the server that writes, in --store or MSGR_STORE',
  storePassword: 'See where user and password come from: msgr config show --origin',
  storePermission:
    'Grant the user what it lacks (msgr_worker holds the rights of workers), or let an administrator run: msgr store init',
  storeNoDatabase: 'Create it, for example: createdb msgr',
  storeWithoutTls:
    'Switch it on at the server. In a network that nobody else can read: sslmode=disable and MSGR_STORE_UNENCRYPTED=1',
  storeCertificate:
    'Name the file with the certificate of its authority in the address: sslrootcert=/path/ca.pem',
  storeForgetful: [[{setting: 'fsync'}, 'Switch fsync on at the server, or use another one']],
  storeNotSetUp: 'Set it up: msgr store init',
  storeSchemaOlder: 'Bring it up to date: msgr store upgrade',
  storeSchemaNewer: 'Install a newer msgr',
  pageLocked: [[{pageId: '17'}, 'Try again when it has ended. If it no longer runs: msgr page unlock 17']],
  pageChanged: 'Run it again: it reads the Page as it is now',
  runTakenOver: [
    [{run: '20261122-081503-7f3a2c'}, 'To follow it: msgr broadcast status 20261122-081503-7f3a2c --watch'],
  ],
  doubtsTooYoung: [
    [{seconds: 212}, 'Nothing was sent. Try again in 212 s; without --in-doubt, the others are sent to now'],
  ],
  storeForgot: [
    [
      {run: '20261122-081503-7f3a2c'},
      'Find out who got it before anything else is sent: msgr broadcast resume 20261122-081503-7f3a2c --in-doubt check',
    ],
  ],
  noAppId: 'Set MSGR_APP_ID, or appId in the project file',
  noAppSecret: 'Set MSGR_APP_SECRET, or appSecret of the Page in the project file: msgr help config',
  tokenMalformed: undefined,
  tokenUnencrypted: [[{host: 'graph.example'}, 'Write the address with https: msgr config show --origin']],
  emulatorTokenAbroad: [
    [
      {host: 'graph.facebook.com'},
      'Add --emulator, or set MSGR_PAGE_TOKEN_FILE or MSGR_PAGE_TOKEN to a token of the platform',
    ],
  ],
  secretInRequest: [
    [
      {path: 'message.text'},
      'Remove it. Replace a secret that others may have seen: a token with msgr login, the app secret in the App Dashboard',
    ],
  ],
  tokenInvalid: 'Store a new token: msgr login --with-token < token.txt',
  tokenExpired: 'Store a new token: msgr login --with-token < token.txt',
  tokenRevoked: 'Store a new token: msgr login --with-token < token.txt',
  tokenMangled: 'See where the value came from: msgr config show --origin',
  notAPageToken: "This is a user's or an app's token: msgr login turns a user's token into the Page's",
  accountLocked: undefined,
  roleMissing: undefined,
  appUnknown: 'See which app id is in use: msgr config show --origin',
  appSecretWrong: 'See which app and which secret are in use: msgr config show --origin',
  proofWrong: 'See which secret is in use and compare the clock: msgr config show --origin',
  proofMissing: 'Set MSGR_APP_SECRET, and see which secret is in use: msgr config show --origin',
  permissionMissing: 'See what the token may do: msgr whoami',
  permissionLikelyMissing: 'Compare the scopes the token holds with those needed: msgr whoami',
  appNotAllowed: undefined,
  pageRestricted: undefined,
  termsNotAccepted: undefined,
  platformFailed: undefined,
  tooMuchData: 'Request less at once: a smaller --limit, or fewer fields',
  rateLimited: undefined,
  outsideWindow:
    'Outside the window only an approved utility template (msgr send utility), or a human agent within 7 days (--tag HUMAN_AGENT), may write',
  personUnknown: 'A PSID belongs to one Page: is it the right one? msgr whoami',
  personUnreachable: undefined,
  threadOfAnotherApp: 'See which app has it, and until when: msgr thread owner <psid>',
  callEnded: 'Try another version: --api-version',
  versionEnded: 'Use a supported version: --api-version',
  objectNotFound: 'Is it the right Page? msgr whoami',
  privateReplySent: 'When the person answers, write to them: msgr conversation list',
  callbackNotVerified: undefined,
  requestRefused: undefined,
  notEmulated: 'See what it lacks: msgr emulator gaps',
  tokenOfPlatform:
    "With --emulator, msgr uses the emulator's tokens automatically; a program under msgr emulator exec reads one from PAGE_ACCESS_TOKEN or MSGR_PAGE_TOKEN",
  notReached: 'Nothing was sent. Is the network up, and the address right? msgr config show --origin',
  noAnswer: undefined,
  unexpectedAnswer: 'See what the platform answers: --debug',
  messageInDoubt: [
    [{recipientId: undefined}, 'Check before you repeat it: msgr conversation list'],
    [{recipientId: '24601'}, 'Check before you repeat it: msgr conversation messages 24601'],
  ],
  broadcastInDoubt: 'Check before you repeat it: msgr broadcast list --via broadcast-api',
  sponsoredMessageInDoubt: [[{adAccount: 'act_7'}, 'Check before you repeat it: the ads of act_7']],
  listCut: [[{read: 3}, 'The list is incomplete. See what the platform answers: --debug']],
  notAList: 'See what the platform answers: --debug',
  pathInvalid: [[{placeholder: 'psid'}, undefined]],
  requestMalformed: undefined,
  fileUnusable: [[{file: 'cat.png'}, undefined]],
  downloadFailed: [[{host: 'cdn.example'}, undefined]],
  versionMalformed: [[{version: '26'}, undefined]],
  noVerifyToken: undefined,
  noWebhookSecret: undefined,
  alreadyListening: undefined,
  addressUnusable: [
    [
      {host: '192.0.2.1'},
      'Name one that it has: --host 0.0.0.0 takes every one, 127.0.0.1 this machine alone',
    ],
  ],
  portTaken: [[{port: 1337}, 'Choose another: --port 0 finds a free one']],
  portUnusable: [[{port: 80}, 'Choose another: --port 0 finds a free one']],
  expressMissing: undefined,
  invalidInput: undefined,
  noLastRecording: 'Record first: msgr listen --record. Replay a named recording by its name',
  recordingUnreadable: 'Name a file of msgr listen --record, or type last for the newest one without a name',
  spoolTaken: 'End that process, or name another folder: --spool <folder>',
  spoolDamaged: [
    [
      {file: '/spool/00000001.ndjson'},
      'Move /spool/00000001.ndjson and /spool/00000001.ndjson.done to another folder, and start again',
    ],
  ],
  recordingBroken: 'Nothing was sent. Remove that line, or record again: msgr listen --record',
  sampleUnknown: 'List them all: msgr trigger --list',
  headerMalformed: "Type a name and a value: -H 'X-Stage: local'",
  certificateUntrusted: undefined,
  tunnelWithoutHost: 'Name it: --tunnel ssh:ada@bot.example',
  tunnelUnknown: [
    [
      {known: ['ngrok', 'ssh']},
      "Use one of: ngrok, ssh. Any other works with --tunnel-command 'program {port}' or --public-url",
    ],
  ],
  noTunnel:
    "Set NGROK_AUTHTOKEN, install cloudflared, or use --tunnel ssh:user@host, --tunnel-command 'program {port}' or --public-url",
  tunnelProgramMissing: [
    [
      {page: 'https://tunnel.example'},
      'Get it from https://tunnel.example, or use another tunnel: msgr listen --help',
    ],
  ],
  tunnelsUsedUp: 'Wait some minutes, or use another tunnel: msgr listen --help',
  tunnelUnannounced: 'If you know the address beforehand, name it: --public-url',
  ngrokPackageMissing:
    "Run the ngrok program: msgr listen --tunnel-command 'ngrok http {port} --log stdout' --pass-env NGROK_AUTHTOKEN",
  sshHostMalformed:
    'Name it as you would for ssh: --tunnel ssh:ada@bot.example, or with its port: ssh:ada@bot.example:2222',
  remotePortRefused:
    'It is taken, below 1024, or AllowTcpForwarding forbids it. Choose another: --remote-port <port>',
  idColumnUnknown: [[{columns: 'id, name'}, 'Name the column: --psid-column NAME, one of id, name']],
  sheetUnclear: [
    [{sheet: 'People'}, 'Choose one: --sheet People'],
    [{sheet: 'New people'}, 'Choose one: --sheet "New people"'],
  ],
  noIdColumn: [
    [{column: 'psid'}, 'Name the column psid, as in: psid,name – or say which it is: --psid-column NAME'],
  ],
  tooManyLabels: 'Is it the right column? Name it: --label-column NAME',
  runLocked: 'Wait until it ends, or see its progress: msgr broadcast status last',
  runCanceled: 'To send to the rest, plan a new run: msgr broadcast report --help',
  runNotFound: 'List them: msgr broadcast list',
  runNameUnusable: 'Write it like --name spring-sale',
  runNameOfPages: 'Name its Page with --page, or type the id of the run',
  planChanged: [
    [{noun: 'run'}, 'Put the file back as it was, or plan a new run: msgr broadcast send --help'],
    [
      {noun: 'import'},
      'Put the file back as it was, or import the file again: assigning a label twice is harmless',
    ],
  ],
  outputExists: 'Write another file, or replace it: --overwrite',
  outputOfAnotherSource:
    'Continue with the options it was started with, write another file, or start again: --overwrite',
  rowsInvalid:
    'Correct these rows, or leave them out: --skip-invalid. To write them to their own file: --rejects bad.csv',
  journalCopied:
    'Nothing was sent. If you are sure that nobody was written to after the copy was made: --accept-copy',
  personOptedOut: [[{psid: '7001'}, 'If they asked to get messages again: msgr optout remove 7001']],
  optOutsDamaged:
    'Nothing was sent, so that nobody who opted out gets a message. Restore the file from a backup; without one, take the line out and add whom it named: msgr optout add PSID',
  optOutsLocked: 'Try again when it has ended',
  encodingUnknown: [
    [
      {suggestedEncoding: 'latin1'},
      'Save it as UTF-8 – from a spreadsheet, as CSV UTF-8 – or name its encoding: --encoding latin1',
    ],
  ],
  emulatorGone: [
    [
      {url: 'http://127.0.0.1:4010'},
      'The msgr emulator exec that set it has ended; to use another emulator: unset MSGR_EMULATOR_URL',
    ],
  ],
  emulatorStateLocked: 'Run one emulator for all commands: msgr emulator start',
  emulatorStateUnreadable: 'Start over: msgr emulator reset',
  emulatorStateNotKept: 'Fix that, or run one that keeps nothing: msgr emulator start --ephemeral',
  emulatorPortTaken: 'Choose another: --port 4011, or any free one: --port 0',
  emulatorEmpty: 'Start over: msgr emulator reset',
  notAnExport: 'Write one with: msgr emulator export --out <file>',
  traitUnknown: [
    [
      {known: ['greetings', 'bye']},
      'It reads greetings, bye; your own model can read anything: msgr nlp set --model CUSTOM',
    ],
  ],
  nlpDisabled: undefined,
}

const source = join(import.meta.dirname, '../../src')

/** What a person reads of an error that is thrown because of a reason. */
const failureOf = (because: object) =>
  toFailure(new MsgrError('The message of the layer below', because as Because), undefined)

test('each reason has its hint, word for word', () => {
  const names = [...textOf('errors/reasons.ts').matchAll(/^ {2}readonly (\w+): /gm)].map(([, name]) => name)
  expect(Object.keys(hints).toSorted()).toEqual(names.toSorted())

  const entries: [string, HintText | readonly (readonly [unknown, HintText])[]][] = Object.entries(hints)
  for (const [reason, entry] of entries)
    for (const [data, hint] of Array.isArray(entry) ? entry : [[undefined, entry]])
      expect(failureOf({reason, data}).hint, `${reason} ${JSON.stringify(data)}`).toBe(hint)
})

test('the hint of the error itself comes first', () => {
  expect(failureOf({reason: 'objectNotFound', hint: 'Look there'}).hint).toBe('Look there')
})

test('a reason that is about a flag or a variable has its message, and no other', () => {
  const below = 'The message of the layer below'
  const messages: Partial<Record<Reason, string>> = {
    headerMalformed: '--header has no name and value',
    certificateUntrusted: `${below} (listen --insecure accepts it)`,
    tunnelWithoutHost: '--tunnel ssh does not name a host',
    emulatorGone: 'No emulator is running at http://127.0.0.1:4010, the address in MSGR_EMULATOR_URL',
  }
  for (const reason of Object.keys(hints) as Reason[]) {
    const [[data] = []] = [hints[reason]].flat()
    expect(failureOf({reason, data: typeof data === 'object' ? data : undefined}).message, reason).toBe(
      messages[reason] ?? below,
    )
  }
})

test('each class of errors has its exit code, by its code', () => {
  const exitCodes: Readonly<Record<string, number>> = {
    FAILED: 1,
    LIST_CUT: 1,
    REFUSED: 1,
    NOT_PUT_BACK: 1,
    STORE: 1,
    USAGE: 2,
    INVALID_INPUT: 2,
    CONFIG: 2,
    CANCELLED: 2,
    DRIFT: 3,
    STALE_PLAN: 3,
    PAGE_CHANGED: 3,
    UNAUTHORISED: 4,
    NOT_YET: 5,
    PARTLY_DONE: 6,
    IN_DOUBT: 7,
    NETWORK: 8,
    TUNNEL: 8,
  }
  const codes = readdirSync(source, {recursive: true, encoding: 'utf8'})
    .filter(name => name.endsWith('.ts'))
    .flatMap(name => [...textOf(name).matchAll(/^ {2}override readonly code(?:: string)? = '(\w+)'/gm)])
    .map(([, code]) => code)
  expect(['FAILED', ...codes].toSorted()).toEqual(['GRAPH_ERROR', ...Object.keys(exitCodes)].toSorted())

  for (const [code, exitCode] of Object.entries(exitCodes))
    expect(toFailure(withCode(code), undefined), code).toMatchObject({code, exitCode})
})

test('what was undone after another error, or could not be, exits as that one', () => {
  const kinds = [
    [withCode('NETWORK'), 8],
    [refused('token'), 4],
    [withCode('NOT_PUT_BACK', refused('throttle')), 5],
  ] as const
  for (const code of ['REFUSED', 'NOT_PUT_BACK'])
    for (const [cause, exitCode] of kinds)
      expect(toFailure(withCode(code, cause), undefined).exitCode, `${code} after ${cause.code}`).toBe(
        exitCode,
      )
  expect(toFailure(withCode('USAGE', withCode('NETWORK')), undefined).exitCode).toBe(2)
})

test('each kind of refusal has its exit code', () => {
  const exitCodes: Readonly<Record<RefusalKind, number>> = {
    token: 4,
    permission: 4,
    page: 4,
    throttle: 5,
    'not-yet': 5,
    'ad-account': 1,
    temporary: 1,
    'too-much': 1,
    window: 1,
    person: 1,
    refused: 1,
  }
  for (const [kind, exitCode] of Object.entries(exitCodes))
    expect(toFailure(refused(kind as RefusalKind), undefined).exitCode, kind).toBe(exitCode)
  expect(toFailure(refused(undefined), undefined).exitCode).toBe(1)
})

test('a failure of the machine says what to do', () => {
  const folder = 'Let this user write there, or keep what msgr stores in another folder: MSGR_HOME=<folder>'
  const room = 'Make room on the disk, then do the same again'
  const remedies = {
    EROFS: folder,
    EACCES: folder,
    EPERM: folder,
    ENOSPC: room,
    EDQUOT: room,
    EIO: folder,
    ENOTDIR: folder,
    ELOOP: folder,
    ENAMETOOLONG: folder,
    ENFILE: 'Close other programs, then do the same again',
    EMFILE: 'Allow this shell more of them: ulimit -n 4096',
    EBADF: undefined,
  }
  for (const [code, hint] of Object.entries(remedies))
    expect(toFailure(Object.assign(new Error(code), {code, syscall: 'open'}), undefined), code).toMatchObject(
      {
        code: 'SYSTEM',
        hint,
        exitCode: 1,
      },
    )
})

test('a fault names the command that helps', () => {
  const faults: readonly (readonly [Partial<Fault> & {readonly rule?: string}, string])[] = [
    [{message: 'cannot be fetched', rule: 'media-url'}, 'cannot be fetched: msgr attachment upload'],
    [
      {message: 'is for a person', remedy: 'menu-of-person'},
      'is for a person: msgr profile menu set <psid> <file>',
    ],
    [
      {message: 'send an approved utility template', remedy: 'utility-template'},
      'send an approved utility template: msgr send utility',
    ],
    [
      {message: 'send an approved utility template; it has ended', remedy: 'utility-template'},
      'send an approved utility template (msgr send utility); it has ended',
    ],
    [{message: 'is too long'}, 'is too long'],
  ]
  for (const [fault, message] of faults)
    expect(inWords([{path: 'text', message: '', ...fault}])).toEqual([
      {path: 'text', message, ...(fault.rule !== undefined && {rule: fault.rule})},
    ])
})

test('a warning about the version names the flag', () => {
  const warnings: string[] = []
  const warn = warnOn({warn: text => warnings.push(String(text))})
  warn('v18.0 has ended', 'version')
  warn('Too many calls')
  expect(warnings).toEqual(['v18.0 has ended; use a supported version: --api-version', 'Too many calls'])
})

const textOf = (name: string) => readFileSync(join(source, name), 'utf8')

/** An error of the class with this code. */
const withCode = (code: string, cause?: MsgrError): MsgrError =>
  Object.assign(new MsgrError('It failed', {cause}), {code})

const refused = (kind: RefusalKind | undefined): GraphError =>
  new GraphError('It was refused', {kind, retryable: false, route: 'GET /me', status: 400} as Refusal)
