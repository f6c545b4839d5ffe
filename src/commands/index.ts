import type {Command} from 'commander'
import type {Context} from '../context.ts'
import type {ExitCode} from '../errors.ts'
import type {View} from '../terminal/view.ts'

/** What a command's file exports. `run` returns data, `view` shows it; neither prints. Without a view nothing is shown. */
export interface CommandModule {
  /** Arguments, options, examples and limits; called just before the command line is parsed. */
  readonly declare: (command: Command) => void
  /** Receives the arguments in order, then the options. A stream is printed item by item, NDJSON under `--json`. */
  // biome-ignore lint/suspicious/noExplicitAny: arguments are declared by each command's own commander declaration
  readonly run: (context: Context, ...args: any[]) => Promise<unknown> | AsyncIterable<unknown>
  // biome-ignore lint/suspicious/noExplicitAny: each command shows its own result
  readonly view: View<any> | undefined
  /** What the process exits with, when the result alone does not mean success. Undefined: 130 or 143 after a signal, else 0. */
  // biome-ignore lint/suspicious/noExplicitAny: each command judges its own result
  readonly exitCode?: (result: any) => ExitCode | number | undefined
  /** Runs until it is ended. An emulator inside it can be found by other commands meanwhile. */
  readonly isService?: boolean
}

export interface CommandEntry {
  readonly summary: string
  readonly load: () => Promise<CommandModule>
}

/** Nouns with what they are about, for help. */
export const groups: Readonly<Record<string, string>> = {
  config: 'Settings and where they come from',
  profile: 'The Messenger Profile: greeting, Get Started, ice breakers, menu, commands, domains',
  label: 'Custom labels and the people under them',
  send: 'One message to one person',
  conversation: 'The people who wrote, and when',
  user: 'One person',
  broadcast: 'One message to many people: planned, journalled, resumable',
  webhook: 'The callback of the app and the subscribed fields of the Page',
  emulator: 'The Messenger Platform on this machine',
}

/** Every command of msgr. A module is loaded only when its command is typed. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  whoami: {
    summary: 'Show the Page, the app, the scopes and where the token came from',
    load: () => import('./whoami.ts'),
  },
  'config show': {
    summary: 'Show every setting, with --origin where it came from',
    load: () => import('./config/show.ts'),
  },
  'config path': {summary: 'Show the files and folders msgr uses', load: () => import('./config/path.ts')},
  'profile get': {summary: 'Show the Messenger Profile', load: () => import('./profile/get.ts')},
  'profile set': {summary: 'Set the properties that a file names', load: () => import('./profile/set.ts')},
  'profile delete': {summary: 'Delete properties', load: () => import('./profile/delete.ts')},
  'profile validate': {
    summary: 'Check a profile file without any call',
    load: () => import('./profile/validate.ts'),
  },
  'label list': {summary: 'List the custom labels of the Page', load: () => import('./label/list.ts')},
  'label get': {summary: 'Show one label', load: () => import('./label/get.ts')},
  'label create': {summary: 'Create a label', load: () => import('./label/create.ts')},
  'label delete': {summary: 'Delete a label', load: () => import('./label/delete.ts')},
  'label assign': {summary: 'Put people under a label', load: () => import('./label/assign.ts')},
  'label unassign': {summary: 'Take people from under a label', load: () => import('./label/unassign.ts')},
  'label of': {summary: 'List the labels of one person', load: () => import('./label/of.ts')},
  'send text': {summary: 'Send a text', load: () => import('./send/text.ts')},
  'send quick-replies': {
    summary: 'Send a text with quick replies',
    load: () => import('./send/quick-replies.ts'),
  },
  'send attachment': {
    summary: 'Send an image, audio, video or file, by URL, from disk or saved before',
    load: () => import('./send/attachment.ts'),
  },
  'send template': {summary: 'Send a template from a file', load: () => import('./send/template.ts')},
  'send action': {
    summary: 'Show typing, or mark the conversation as seen',
    load: () => import('./send/action.ts'),
  },
  'send raw': {summary: 'Send a whole Send API request from a file', load: () => import('./send/raw.ts')},
  'conversation list': {
    summary: 'List the people who wrote, newest first',
    load: () => import('./conversation/list.ts'),
  },
  'user get': {summary: 'Show the profile of one person', load: () => import('./user/get.ts')},
  'broadcast plan': {
    summary: 'Show who would get a message, who not and why; sends nothing',
    load: () => import('./broadcast/plan.ts'),
  },
  'broadcast send': {summary: 'Send a message to many people', load: () => import('./broadcast/send.ts')},
  'broadcast resume': {
    summary: 'Go on with a run that was interrupted',
    load: () => import('./broadcast/resume.ts'),
  },
  'broadcast status': {summary: 'Show how far a run is', load: () => import('./broadcast/status.ts')},
  'broadcast list': {summary: 'List the runs on this machine', load: () => import('./broadcast/list.ts')},
  'broadcast report': {
    summary: 'Show what became of each recipient of a run',
    load: () => import('./broadcast/report.ts'),
  },
  'webhook status': {
    summary: 'Show the callback of the app and the fields of the Page',
    load: () => import('./webhook/status.ts'),
  },
  'webhook set': {summary: 'Set the callback URL of the app', load: () => import('./webhook/set.ts')},
  'webhook subscribe': {
    summary: 'Subscribe the Page to webhook fields',
    load: () => import('./webhook/subscribe.ts'),
  },
  listen: {
    summary: 'Receive webhook events on this machine and print them',
    load: () => import('./listen.ts'),
  },
  trigger: {summary: 'Send a realistic, signed webhook event', load: () => import('./trigger.ts')},
  'emulator start': {summary: 'Run the emulator until Ctrl-C', load: () => import('./emulator/start.ts')},
  'emulator exec': {
    summary: 'Run a command against the emulator and pass on its exit code',
    load: () => import('./emulator/exec.ts'),
  },
  'emulator status': {
    summary: 'Show whether an emulator runs, where, and what it holds',
    load: () => import('./emulator/status.ts'),
  },
  'emulator reset': {
    summary: 'Put the emulator back to its first state',
    load: () => import('./emulator/reset.ts'),
  },
  'emulator person': {
    summary: 'List the people of the emulator, or let one act',
    load: () => import('./emulator/person.ts'),
  },
  'emulator gaps': {
    summary: 'List the calls that were asked for and are not emulated',
    load: () => import('./emulator/gaps.ts'),
  },
  api: {summary: 'Make any Graph API call', load: () => import('./api.ts')},
}
