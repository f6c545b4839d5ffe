import {environmentVariables} from '../config/environment.ts'
import {projectFileNames} from '../config/project-file.ts'
import {exitCodes} from '../errors.ts'
import {marketingCountries} from '../platform/marketing-eligibility.ts'
import {messageCampaignLimits} from '../platform/message-campaigns.ts'
import {globalFlags, helpFlag} from './global-flags.ts'

interface Topic {
  readonly about: string
  readonly text: () => string
}

const meanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  done: 'done',
  failed: 'the platform refused, or something else failed',
  misused:
    'usage: bad flags, bad settings, an invalid input file, or a question answered with no; nothing was changed',
  differs: 'differences found (only with --exit-code), or somebody else changed the Page in the meantime',
  unauthorised: 'not authorised: no token, a dead token, a missing permission, a restricted Page',
  limited: 'rate limited or paused',
  partly: 'partly done: some recipients or rows failed, or nobody was reached',
  inDoubt: 'in doubt: a message may or may not have been delivered; check before you send it again',
  unreachable: 'unreachable: network or tunnel',
  bug: 'a bug in msgr',
  interrupted: 'interrupted by Ctrl-C',
  terminated: 'ended by SIGTERM',
}

const exitCodeLines = () =>
  Object.entries(exitCodes).map(
    ([name, code]) => `  ${String(code).padStart(3)}  ${meanings[name as keyof typeof exitCodes]}`,
  )

const environmentLines = () => {
  const width = Math.max(...Object.keys(environmentVariables).map(name => name.length))
  return Object.entries(environmentVariables).map(([name, about]) => `  ${name.padEnd(width)}  ${about}`)
}

const flagLines = () => {
  const all = [...globalFlags, helpFlag]
  const width = Math.max(...all.map(({flags}) => flags.length))
  return all.map(({flags, about}) => `  ${flags.padEnd(width)}  ${about}`)
}

/** What `msgr help <topic>` prints. */
export const topics: Readonly<Record<string, Topic>> = {
  flags: {
    about: 'the flags that every command has',
    text: () => `Flags that every command has. They may stand before or after the command.

${flagLines().join('\n')}

--format is text, json or csv; --json is the same as --format json. Text is a table on a terminal and tab-separated in a pipe.
--dry-run prints each request with its method, address and body.
--yes answers every question with yes. With --no-input, or where nobody can answer, a command that has to ask exits with 2.
Results go to stdout. Notes, progress, questions and errors go to stderr; --quiet leaves only warnings and errors.

Examples:
  $ msgr label list --page staging
  $ msgr --emulator label list --json
  $ msgr label create VIP --dry-run
`,
  },
  'exit-codes': {
    about: 'what each exit code means',
    text: () => `The exit codes of msgr. Scripts can rely on these numbers.

${exitCodeLines().join('\n')}

emulator exec exits with the code of the command it runs.
`,
  },
  environment: {
    about: 'the environment variables that msgr reads as settings',
    text: () => `Environment variables. Flags override them; they override the project file and the user file.

${environmentLines().join('\n')}

With --page NAME, the values of that Page in the settings override the environment.
An empty variable counts as not set. A switch takes 1, true, yes or on, or 0, false, no or off; anything else is an error, as are line breaks and
quotes in any value. Spaces around a secret and a line break at its end are removed.
NO_COLOR and FORCE_COLOR turn colours off and on.
With GITHUB_ACTIONS=true, faults in files, drift and failures become annotations, and page plan and page apply add to GITHUB_STEP_SUMMARY.
There, and with TF_BUILD or TEAMCITY_VERSION, a name or message that the runner would take for a command starts with an escape.
`,
  },
  json: {
    about: 'what --json and --format csv print',
    text: () => `With --json, a command prints one object, one array, or one object per line (NDJSON): its --help says which. Everything
else, including progress and warnings, goes to stderr. Scripts can rely on the keys.

  names     camelCase, the same in every command: psid, pageId, messageId, file
  times     ISO 8601 in UTC, 2026-11-20T09:15:00.000Z, under keys that end in At: createdAt, updatedAt, expiresAt
  days      YYYY-MM-DD, under day, since and until
  lengths   numbers, with the unit in the key: durationSeconds, offsetMs
  ids       strings, never numbers
  unknown   null: a key is never left out

Documents of the platform keep the platform's names and can be sent back unchanged: the Messenger Profile, messages,
templates, webhook events, recordings, and the answers of msgr api.

--format csv uses the same names in its header and the same times. Unknown values are empty, and a list or an object is JSON. A cell
that a spreadsheet would take for a formula starts with an apostrophe, which msgr removes when it reads CSV; --raw-csv leaves it out.

--format excel-csv is CSV that Excel opens right: UTF-8 with a byte order mark; a semicolon between cells, and a comma in numbers, where
LC_ALL, LC_NUMERIC or LANG (else the settings of the system) name a country that writes 1,5; ="6411223344556677" for ids and for what else
Excel would change as a number. It holds for the files of --out, --rejects and --explain too, and msgr reads it back.

With --dry-run, the output is one object, {"dryRun": true, "requests": [...]}.
A failure prints one object on one line of stderr, and nothing on stdout reports success:
  {"error": {"code", "message", "hint", "exitCode", "graph", "retryable", "faults"}}
graph is the error of the platform when it refused; faults are those of an input file; otherwise they are null.
`,
  },
  marketing: {
    about: 'marketing messages: who may send and get them, and what they cost',
    text: () => `Marketing messages are paid messages that may promote something at any time, outside the 24-hour window too.

What they need:
  app       of the type Business, live, with advanced access to ads_management, pages_messaging and paid_marketing_messages, or
            marketing_messages_messenger; its terms are accepted in App Dashboard → Messenger → Messenger API Settings → Advanced
  account   an ad account with a payment method, and a Page, of one of these countries:
            ${marketingCountries.join(' ')}
  token     of a system user or a person with access to both: msgr login --ad-account act_123
  campaign  a budget: msgr campaign create. Creating one costs nothing; for an hour or more, nothing is sent
  people    who subscribed: in a conversation (msgr subscriber ask), by an ad that opens one, or from a list of customers who
            agreed (msgr subscriber import). Nobody in the European Union, Australia, Japan, Korea or the United Kingdom gets any
msgr doctor checks all of it.

What they cost: Meta bills each delivered message to the ad account. A daily budget is an average: one day may cost up to
${messageCampaignLimits.mostOfADay} times as much, a week from Sunday to Saturday at most seven times. msgr shows the budget and asks before it creates or
activates a campaign and before it sends. A campaign whose budget Meta sets is used only with --let-meta-set-budget, also with --yes.

How often: a person gets one in 12 hours at most, and fewer when they hardly write: Meta refuses the others for a while. msgr
reports them as skipped and does not try again at once.

Accepted is not delivered. What became of a message is in the webhook events marketing_message_deliveries, _reads, _clicks and
marketing_message_delivery_failed: subscribe to them with msgr webhook subscribe, and keep them with msgr listen --record.

In texts, the platform fills in {{first_name}}, {{last_name}} and {{full_name}}, in titles, subtitles and greetings. A file with a
message: msgr schema marketing.

  $ msgr subscriber ask 6411223344556677 --title "Our weekly offers"
  $ msgr campaign create "Winter sale" --daily 20
  $ msgr broadcast send offer.yaml --via marketing --campaign "Winter sale"
  $ msgr campaign insights get "Winter sale"
`,
  },
  config: {
    about: 'settings files, Pages and secrets',
    text: () => `Where settings come from, the first one wins: flag, environment, project file, user file, default.
msgr config show --origin prints each setting and where it came from; msgr config path prints the files.

Project file, written by msgr init, searched for upwards to the root of the repository or the home folder; data only:
  ${projectFileNames.slice(0, -1).join(', ')}, or the key msgr in package.json
User file, in the same format: $XDG_CONFIG_HOME/msgr/config.yaml
For completion and checks of both in editors: msgr schema config
A settings file that is code runs only when you name it: --config msgr.config.js, or MSGR_CONFIG

  apiVersion: v26.0
  defaultPage: shop
  pages:
    shop:
      pageId: "109876543210987"     # ids are strings: put them in quotes
      appId: "1234567890123456"
      token: env:SHOP_TOKEN         # an environment variable
      appSecret: file:secrets/app   # a file that only you can read, relative to this file
      formerAppSecret: env:SHOP_OLD  # the previous one: listen accepts both during a change
      verifyToken: env:SHOP_VERIFY
      optOutLabel: Stopped          # people with this custom label get no broadcast
      adAccount: act_123            # pays for marketing messages
      adToken: env:SHOP_ADS         # for calls of the ad account, and for no other
    staging:
      pageId: "109876543210988"
      token: store                  # the credentials file, written by msgr login

A settings file says where a secret is, never the secret itself, and no flag takes a token.
graphUrl, a host other than https://graph.facebook.com, is allowed in the user file and in a file that --config names, not in a project file.
store, a PostgreSQL database that machines share, is allowed in the same two, and in the project file of a folder that you trust:
  store: postgres://sender@db.example/msgr
  storePassword: env:DB_PASSWORD    # or file:PATH; only for the address beside it
A project file may come from a stranger: file: stays inside its folder and /run/secrets, store serves the Page whose pageId it names, and
it is not read when it belongs to somebody else or everybody can write to it or its folder, which is common in CI containers. To allow
all of that for one project, trust its folder: --trust ., MSGR_TRUST=/srv/shop, or in the user file
  trust: [/srv/shop]
When you name no Page, msgr takes defaultPage (msgr use NAME writes it to the user file), else the only Page. In a project that names
Pages, it takes only one of those. Before the first write with a token, msgr asks the platform which Page it belongs to: when that is not
the Page of pageId, MSGR_PAGE_ID or --page, nothing is written (exit 4); commands that only read print a warning once this is known.
Credentials: $XDG_CONFIG_HOME/msgr/credentials.yaml, mode 0600: maps the name of a Page to pageId, token, appSecret,
formerAppSecret, adAccount and adToken. A stored ad token is only for the ad account that it was stored for.
State (journals, recorded events, which Page each token belongs to, the emulator): $XDG_STATE_HOME/msgr. MSGR_HOME puts everything under one folder.
`,
  },
}
