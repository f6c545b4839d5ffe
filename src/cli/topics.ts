import {environmentVariables} from '../config/environment.ts'
import {projectFileNames} from '../config/project-file.ts'
import {exitCodes} from '../errors.ts'
import {globalFlags, helpFlag} from './global-flags.ts'

interface Topic {
  readonly about: string
  readonly text: () => string
}

const meanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  done: 'done',
  failed: 'the platform refused, or another failure',
  misused:
    'misused: bad flags, bad settings, an invalid input file, or a question answered No; nothing was changed',
  differs: 'differences found (only with --exit-code), or somebody else changed the Page since',
  unauthorised: 'not authorised: no token, a dead token, a missing permission, a restricted Page',
  limited: 'rate limited or paused',
  partly: 'partly done: some recipients or rows failed, or nobody was reached',
  inDoubt: 'in doubt: a message may or may not have been delivered; look before you repeat it',
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

--format is text, json or csv; --json is the same as --format json. Text is a table on a terminal and separated by tabs in a pipe.
--dry-run prints each request with its method, address and body.
--yes answers every question with yes. With --no-input, or where nobody can answer, a command that has to ask exits with 2.
Results go to stdout; notes, progress, questions and errors go to stderr, which --quiet limits to warnings and errors.

Examples:
  $ msgr label list --page staging
  $ msgr --emulator label list --json
  $ msgr label create VIP --dry-run
`,
  },
  'exit-codes': {
    about: 'what the exit code says',
    text: () => `What msgr exits with. Scripts can rely on these numbers.

${exitCodeLines().join('\n')}

emulator exec passes on the exit code of the command it runs.
`,
  },
  environment: {
    about: 'the environment variables that are settings',
    text: () => `Environment variables. A flag goes before them; they go before the project file and the user file.

${environmentLines().join('\n')}

With --page NAME the values of that Page in the settings go before the environment.
An empty variable is not set. A switch is 1, true, yes or on, or 0, false, no or off; anything else is an error, as are line ends and
quotes in any value. Blanks around a secret and a line break at its end are left out.
NO_COLOR and FORCE_COLOR switch colours off and on.
Under GITHUB_ACTIONS=true faults of files, drift and failures are annotations, and page plan and page apply add to GITHUB_STEP_SUMMARY.
There, and under TF_BUILD and TEAMCITY_VERSION, a name or message that the runner would take for a command begins with an escape.
`,
  },
  json: {
    about: 'what --json and --format csv print',
    text: () => `With --json a command prints one object, one array, or one object on each line (NDJSON): its --help says which. Everything
else, progress and warnings too, goes to stderr. Scripts can rely on the keys.

  names     camelCase, the same in every command: psid, pageId, messageId, file
  times     ISO 8601 in UTC, 2026-11-20T09:15:00.000Z, under keys that end in At: createdAt, updatedAt, expiresAt
  days      YYYY-MM-DD, under day, since and until
  lengths   numbers, with the unit in the key: durationSeconds, offsetMs
  ids       texts, never numbers
  unknown   null: a key is never left out

Documents of the platform keep the platform's names and can be handed back as they are: the Messenger Profile, messages,
templates, webhook events, recordings, and what api answers.

--format csv has the same names in its header and the same times; what is unknown is empty, and a list or an object is JSON. A cell
that a spreadsheet would calculate has an apostrophe before it, which msgr takes off when it reads CSV; --raw-csv leaves it out.

With --dry-run it is one object, {"dryRun": true, "requests": [...]}.
A failure is one object on one line of stderr, and nothing on stdout says that it worked:
  {"error": {"code", "message", "hint", "exitCode", "graph", "retryable", "faults"}}
graph is what the platform said where it refused; faults are those of an input file; else they are null.
`,
  },
  config: {
    about: 'settings files, Pages and secrets',
    text: () => `Settings: flag, then environment, then project file, then user file, then default.
msgr config show --origin prints each with where it came from; msgr config path prints the files.

Project file, written by msgr init, found upward to the root of the repository or the home folder; data only:
  ${projectFileNames.slice(0, -1).join(', ')}, or the key msgr in package.json
User file, of the same form: $XDG_CONFIG_HOME/msgr/config.yaml
Editors complete and check both by their schema: msgr schema config
A file that is code runs only when it is named: --config msgr.config.js, or MSGR_CONFIG

  apiVersion: v26.0
  defaultPage: shop
  pages:
    shop:
      pageId: "109876543210987"     # ids are texts: put them in quotes
      appId: "1234567890123456"
      token: env:SHOP_TOKEN         # an environment variable
      appSecret: file:secrets/app   # a file that only you can read, from the folder of this file
      formerAppSecret: env:SHOP_OLD  # the one before it: listen accepts both while it is changed
      verifyToken: env:SHOP_VERIFY
    staging:
      pageId: "109876543210988"
      token: store                  # the credentials file, written by msgr login

A secret is never written out in a settings file, and there is no flag for a token.
graphUrl, another host than https://graph.facebook.com, is a key of the user file and of a file that --config names, not of a project file.
A project file may come from a stranger: file: stays inside its folder and /run/secrets, store serves the Page whose pageId it names, and
it is not read when it belongs to somebody else or everybody can write to it or its folder, which is common in CI containers. To allow
all of that for one project, trust its folder: --trust ., MSGR_TRUST=/srv/shop, or in the user file
  trust: [/srv/shop]
The Page when none is named: defaultPage, by msgr use NAME in the user file; else the only one. In a project that names Pages, only those
are taken without being named. Before the first write the platform is asked whose the token is, once for each token: when it is not
the Page of pageId, MSGR_PAGE_ID or --page, nothing is written (exit 4); what only reads warns, once it is known.
Credentials: $XDG_CONFIG_HOME/msgr/credentials.yaml, mode 0600: a map from the name of a Page to pageId, token, appSecret and formerAppSecret.
State (journals, recorded events, whose token is whose, the emulator): $XDG_STATE_HOME/msgr. MSGR_HOME puts all of it under one folder.
`,
  },
}
