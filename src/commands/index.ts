import type {CommandEntry} from './command-module.ts'

export type {CommandEntry, CommandModule} from './command-module.ts'

/** Every command of msgr. A module is loaded only when its command is typed. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  init: {
    summary: 'Create a project file by asking, with no secrets in it',
    load: () => import('./init.ts'),
  },
  login: {
    pages: 'own',
    summary: 'Check the tokens of Pages and store them on this machine',
    load: () => import('./login.ts'),
  },
  logout: {summary: 'Remove the stored token of a Page', load: () => import('./logout.ts')},
  use: {
    summary: 'Choose the Page that commands use when none is named',
    load: () => import('./use.ts'),
  },
  whoami: {
    pages: 'each',
    summary: 'Show the Page, the app, the scopes and where the token came from',
    load: () => import('./whoami.ts'),
  },
  doctor: {
    pages: 'each',
    summary: 'Find out why the Page does not answer, and how to fix it',
    load: () => import('./doctor.ts'),
  },
  'config show': {
    summary: 'Show every setting, and with --origin where it came from',
    load: () => import('./config/show.ts'),
  },
  'config path': {summary: 'Show the files and folders msgr uses', load: () => import('./config/path.ts')},
  schema: {
    summary: 'Print the JSON Schema of a file, for completion and checks in editors',
    load: () => import('./schema.ts'),
  },
  'page plan': {
    pages: 'own',
    summary: 'Show how Pages differ from a Page file',
    load: () => import('./page/plan.ts'),
  },
  'page apply': {
    pages: 'own',
    summary: 'Change Pages to match a Page file or a plan',
    load: () => import('./page/apply.ts'),
  },
  'page pull': {summary: 'Write a Page to a Page file', load: () => import('./page/pull.ts')},
  'page validate': {
    summary: 'Check a Page file without calling the platform',
    load: () => import('./page/validate.ts'),
  },
  'page unlock': {
    summary: 'End the lock of a runner that changes a Page and no longer runs',
    load: () => import('./page/unlock.ts'),
  },
  'page list': {summary: 'List the Pages of a person', load: () => import('./page/list.ts')},
  'page status': {
    pages: 'each',
    summary: 'Show whether the Page is restricted, until when and why',
    load: () => import('./page/status.ts'),
  },
  open: {
    summary: 'Open the inbox, the app, the token tools or the chat of a Page in a browser',
    load: () => import('./open.ts'),
  },
  'profile get': {
    pages: 'each',
    summary: 'Show the Messenger Profile',
    load: () => import('./profile/get.ts'),
  },
  'profile set': {
    pages: 'each',
    summary: 'Set the properties in a file',
    load: () => import('./profile/set.ts'),
  },
  'profile delete': {pages: 'each', summary: 'Delete properties', load: () => import('./profile/delete.ts')},
  'profile validate': {
    summary: 'Check a profile file without calling the platform',
    load: () => import('./profile/validate.ts'),
  },
  'profile diff': {
    pages: 'each',
    summary: 'Show how the Messenger Profile differs from a file',
    load: () => import('./profile/diff.ts'),
  },
  'profile apply': {
    pages: 'each',
    summary: 'Change the Messenger Profile to match a file',
    load: () => import('./profile/apply.ts'),
  },
  'profile pull': {
    summary: 'Write the Messenger Profile to a file',
    load: () => import('./profile/pull.ts'),
  },
  'profile history': {
    pages: 'each',
    summary: 'List earlier states that commands on this machine replaced',
    load: () => import('./profile/history.ts'),
  },
  'profile restore': {
    summary: 'Restore an earlier state of the Messenger Profile',
    load: () => import('./profile/restore.ts'),
  },
  'profile menu get': {summary: 'Show the menu of one person', load: () => import('./profile/menu/get.ts')},
  'profile menu set': {
    summary: 'Set a menu for one person',
    load: () => import('./profile/menu/set.ts'),
  },
  'profile menu delete': {
    summary: 'Show one person the menu of the Page again',
    load: () => import('./profile/menu/delete.ts'),
  },
  'nlp set': {
    pages: 'each',
    summary: 'Set what the platform detects in messages',
    load: () => import('./nlp/set.ts'),
  },
  'label list': {
    pages: 'each',
    summary: 'List the custom labels of the Page',
    load: () => import('./label/list.ts'),
  },
  'label get': {pages: 'each', summary: 'Show one label', load: () => import('./label/get.ts')},
  'label create': {pages: 'each', summary: 'Create a label', load: () => import('./label/create.ts')},
  'label delete': {pages: 'each', summary: 'Delete a label', load: () => import('./label/delete.ts')},
  'label assign': {summary: 'Assign a label to people', load: () => import('./label/assign.ts')},
  'label unassign': {summary: 'Remove a label from people', load: () => import('./label/unassign.ts')},
  'label plan': {
    summary: 'Show what a label import would do; changes nothing',
    load: () => import('./label/plan.ts'),
  },
  'label import': {
    summary: 'Assign custom labels to people, from a file',
    load: () => import('./label/import.ts'),
  },
  'label export': {
    summary: 'List who has which label, as far as msgr can find out',
    load: () => import('./label/export.ts'),
  },
  'label of': {summary: 'List the labels of one person', load: () => import('./label/of.ts')},
  'send text': {summary: 'Send a text', load: () => import('./send/text.ts')},
  'send quick-replies': {
    summary: 'Send a text with quick replies',
    load: () => import('./send/quick-replies.ts'),
  },
  'send attachment': {
    summary: 'Send an image, audio, video or file: by URL, from disk or saved earlier',
    load: () => import('./send/attachment.ts'),
  },
  'send template': {summary: 'Send a template from a file', load: () => import('./send/template.ts')},
  'send utility': {
    summary: 'Send an approved utility template, at any time',
    load: () => import('./send/utility.ts'),
  },
  'send sticker': {summary: 'Send a sticker', load: () => import('./send/sticker.ts')},
  'send reaction': {
    summary: 'React to a message, or remove the reaction',
    load: () => import('./send/reaction.ts'),
  },
  'send action': {
    summary: 'Show a typing indicator, or mark the conversation as seen',
    load: () => import('./send/action.ts'),
  },
  'send raw': {summary: 'Send a whole Send API request from a file', load: () => import('./send/raw.ts')},
  'send marketing': {
    summary: 'Send a paid marketing message to a subscriber',
    load: () => import('./send/marketing.ts'),
  },
  'attachment upload': {
    pages: 'each',
    summary: 'Save a file or URL for later messages, and print its id',
    load: () => import('./attachment/upload.ts'),
  },
  'persona list': {
    pages: 'each',
    summary: 'List the personas of the Page',
    load: () => import('./persona/list.ts'),
  },
  'persona get': {summary: 'Show one persona', load: () => import('./persona/get.ts')},
  'persona create': {
    pages: 'each',
    summary: 'Create a persona from a name and a picture',
    load: () => import('./persona/create.ts'),
  },
  'persona delete': {summary: 'Delete a persona', load: () => import('./persona/delete.ts')},
  'template list': {
    pages: 'each',
    summary: 'List the utility templates of the Page, or the library',
    load: () => import('./template/list.ts'),
  },
  'template get': {
    pages: 'each',
    summary: 'Show one utility template and its review status',
    load: () => import('./template/get.ts'),
  },
  'template create': {
    pages: 'each',
    summary: 'Create a utility template from a file',
    load: () => import('./template/create.ts'),
  },
  'template edit': {
    summary: 'Replace the content of a utility template, which is reviewed again',
    load: () => import('./template/edit.ts'),
  },
  'template delete': {
    pages: 'each',
    summary: 'Delete a utility template',
    load: () => import('./template/delete.ts'),
  },
  'flow list': {
    pages: 'each',
    summary: 'List the welcome message flows of the Page',
    load: () => import('./flow/list.ts'),
  },
  'flow get': {
    pages: 'each',
    summary: 'Show one welcome message flow',
    load: () => import('./flow/get.ts'),
  },
  'flow create': {
    pages: 'each',
    summary: 'Create a welcome message flow from a file',
    load: () => import('./flow/create.ts'),
  },
  'flow edit': {
    summary: 'Change a welcome message flow that no ad uses',
    load: () => import('./flow/edit.ts'),
  },
  'flow delete': {
    pages: 'each',
    summary: 'Delete a welcome message flow that no ad uses',
    load: () => import('./flow/delete.ts'),
  },
  'sticker packs': {summary: 'List the sticker packs', load: () => import('./sticker/packs.ts')},
  'sticker list': {summary: 'List the stickers of a pack', load: () => import('./sticker/list.ts')},
  'sticker search': {summary: 'Find stickers by keywords', load: () => import('./sticker/search.ts')},
  'conversation list': {
    pages: 'each',
    summary: 'List the people who wrote, newest first',
    load: () => import('./conversation/list.ts'),
  },
  'conversation messages': {
    summary: 'List the messages of one conversation, newest first',
    load: () => import('./conversation/messages.ts'),
  },
  'conversation export': {
    summary: 'Export everybody who wrote, to a file or for a broadcast',
    load: () => import('./conversation/export.ts'),
  },
  'comment list': {
    summary: 'List the comments below a post of the Page',
    load: () => import('./comment/list.ts'),
  },
  'comment reply': {
    summary: 'Answer a comment, where everybody sees it',
    load: () => import('./comment/reply.ts'),
  },
  'comment hide': {summary: 'Hide a comment from others', load: () => import('./comment/hide.ts')},
  'comment unhide': {summary: 'Show a hidden comment again', load: () => import('./comment/unhide.ts')},
  'call settings get': {
    pages: 'each',
    summary: 'Show whether and when people can call the Page',
    load: () => import('./call/settings/get.ts'),
  },
  'call settings set': {
    pages: 'each',
    summary: 'Change whether and when people can call the Page',
    load: () => import('./call/settings/set.ts'),
  },
  'call enable': {
    pages: 'each',
    summary: 'Turn calling on for the Page',
    load: () => import('./call/enable.ts'),
  },
  'call permission': {
    summary: 'Show whether the Page may call a person',
    load: () => import('./call/permission.ts'),
  },
  'user get': {summary: 'Show the profile of one person', load: () => import('./user/get.ts')},
  'user block': {summary: 'Block people', load: () => import('./user/block.ts')},
  'user unblock': {summary: 'Let blocked people write again', load: () => import('./user/unblock.ts')},
  'user blocked': {
    pages: 'each',
    summary: 'List the people who are banned from the Page',
    load: () => import('./user/blocked.ts'),
  },
  'user spam': {summary: 'Move conversations to spam', load: () => import('./user/spam.ts')},
  'thread owner': {
    summary: 'Show which app controls a conversation, and until when',
    load: () => import('./thread/owner.ts'),
  },
  'thread pass': {summary: 'Pass a conversation to another app', load: () => import('./thread/pass.ts')},
  'thread take': {summary: 'Take control of a conversation', load: () => import('./thread/take.ts')},
  'thread request': {
    summary: 'Ask the app that controls a conversation to pass it',
    load: () => import('./thread/request.ts'),
  },
  'thread release': {summary: 'Release control of a conversation', load: () => import('./thread/release.ts')},
  'thread extend': {
    summary: 'Keep control of a conversation for longer',
    load: () => import('./thread/extend.ts'),
  },
  'thread receivers': {
    summary: 'List the secondary receivers (ended on 2026-06-08)',
    load: () => import('./thread/receivers.ts'),
  },
  'broadcast plan': {
    summary: 'Show who would get a message, who would not and why; sends nothing',
    load: () => import('./broadcast/plan.ts'),
  },
  'broadcast send': {summary: 'Send a message to many people', load: () => import('./broadcast/send.ts')},
  'broadcast resume': {
    summary: 'Continue a run that was interrupted',
    load: () => import('./broadcast/resume.ts'),
  },
  'broadcast pause': {
    summary: 'Pause a run until it is resumed, also one that another process sends',
    load: () => import('./broadcast/pause.ts'),
  },
  'broadcast retry': {
    summary: 'Send a run again to the people whom it did not reach',
    load: () => import('./broadcast/retry.ts'),
  },
  'broadcast work': {
    summary: 'Send the runs that are due on this machine',
    load: () => import('./broadcast/work.ts'),
  },
  'broadcast status': {summary: 'Show the progress of a run', load: () => import('./broadcast/status.ts')},
  'broadcast list': {summary: 'List the runs on this machine', load: () => import('./broadcast/list.ts')},
  'broadcast report': {
    summary: 'Show the outcome for each recipient of a run',
    load: () => import('./broadcast/report.ts'),
  },
  'optout list': {
    pages: 'each',
    summary: 'List the people who opted out of messages to many people',
    load: () => import('./optout/list.ts'),
  },
  'optout add': {summary: 'Add people who said stop', load: () => import('./optout/add.ts')},
  'optout remove': {
    summary: 'Remove people who asked to get messages again',
    load: () => import('./optout/remove.ts'),
  },
  'optout import': {
    summary: 'Add people from a file, such as an export of another machine',
    load: () => import('./optout/import.ts'),
  },
  'optout export': {
    summary: 'Export everybody who opted out, to a file or for other programs',
    load: () => import('./optout/export.ts'),
  },
  'subscriber list': {
    pages: 'each',
    summary: 'List the people who agreed to get marketing messages',
    load: () => import('./subscriber/list.ts'),
  },
  'subscriber export': {
    summary: 'Export all subscribers, to a file or for a broadcast',
    load: () => import('./subscriber/export.ts'),
  },
  'subscriber ask': {
    summary: 'Ask people who wrote whether they want marketing messages',
    load: () => import('./subscriber/ask.ts'),
  },
  'subscriber unsubscribe': {
    summary: 'Remove people from the subscribers',
    load: () => import('./subscriber/unsubscribe.ts'),
  },
  'subscriber import': {
    summary: 'Add people to a custom audience, by the hashes of their addresses and numbers',
    load: () => import('./subscriber/import.ts'),
  },
  'campaign create': {
    summary: 'Create a campaign: a budget for marketing messages',
    load: () => import('./campaign/create.ts'),
  },
  'campaign list': {
    pages: 'each',
    summary: 'List the campaigns of marketing messages of the ad account',
    load: () => import('./campaign/list.ts'),
  },
  'campaign get': {
    summary: 'Show one campaign, and from when on it can be used',
    load: () => import('./campaign/get.ts'),
  },
  'campaign pause': {summary: 'Pause a campaign: nothing is sent', load: () => import('./campaign/pause.ts')},
  'campaign activate': {summary: 'Activate a paused campaign', load: () => import('./campaign/activate.ts')},
  'campaign end': {summary: 'End a campaign permanently', load: () => import('./campaign/end.ts')},
  'campaign estimate': {
    summary: 'Estimate how many messages a budget delivers, and what they cost',
    load: () => import('./campaign/estimate.ts'),
  },
  'campaign preview': {
    summary: 'Show how a marketing message will look',
    load: () => import('./campaign/preview.ts'),
  },
  'campaign insights get': {
    summary: 'Show what came of a campaign day by day, with totals',
    load: () => import('./campaign/insights/get.ts'),
  },
  'campaign insights export': {
    summary: 'Export what came of a campaign as CSV, JSON or NDJSON',
    load: () => import('./campaign/insights/export.ts'),
  },
  'campaign insights chart': {
    summary: 'Draw what came of a campaign in the terminal, or as a .svg or .png picture',
    load: () => import('./campaign/insights/chart.ts'),
  },
  'insights metrics': {
    summary: 'List the metrics, and when discontinued ones ended',
    load: () => import('./insights/metrics.ts'),
  },
  'insights get': {
    pages: 'each',
    summary: 'Show metrics day by day, with totals',
    load: () => import('./insights/get.ts'),
  },
  'insights export': {
    summary: 'Export up to two years of metrics as CSV, JSON or NDJSON',
    load: () => import('./insights/export.ts'),
  },
  'insights chart': {
    summary: 'Draw metrics in the terminal, or as a .svg or .png picture',
    load: () => import('./insights/chart.ts'),
  },
  'id match': {
    summary: 'Find the ids of a person on other Pages and in apps',
    load: () => import('./id/match.ts'),
  },
  'broadcast cancel': {
    summary: 'End a run permanently: nobody else gets it',
    load: () => import('./broadcast/cancel.ts'),
  },
  'broadcast estimate': {
    summary: 'Estimate how many people the Broadcast API would reach (ended on 2020-03-04)',
    load: () => import('./broadcast/estimate.ts'),
  },
  'creative create': {
    summary: 'Store a message for the Broadcast API (ended on 2020-03-04)',
    load: () => import('./creative/create.ts'),
  },
  'sponsored send': {
    summary: 'Send a message as an ad (ended on 2020-03-04)',
    load: () => import('./sponsored/send.ts'),
  },
  'code generate': {
    summary: 'Draw a QR code that opens a conversation with the Page',
    load: () => import('./code/generate.ts'),
  },
  'webhook status': {
    pages: 'each',
    summary: 'Show the callback of the app and the fields of the Page',
    load: () => import('./webhook/status.ts'),
  },
  'webhook set': {summary: 'Set the callback URL of the app', load: () => import('./webhook/set.ts')},
  'webhook subscribe': {
    pages: 'each',
    summary: 'Subscribe the Page to webhook fields',
    load: () => import('./webhook/subscribe.ts'),
  },
  'webhook unsubscribe': {
    pages: 'each',
    summary: 'Unsubscribe the Page from webhook fields, or from all of them',
    load: () => import('./webhook/unsubscribe.ts'),
  },
  'webhook unset': {summary: 'Remove the callback of the app', load: () => import('./webhook/unset.ts')},
  'webhook restore': {
    summary: 'Restore what a killed listen left changed',
    load: () => import('./webhook/restore.ts'),
  },
  'inbox work': {
    summary: 'Handle the events that listen --inbox has stored',
    load: () => import('./inbox/work.ts'),
  },
  'inbox status': {
    summary: 'Show how many events wait, and since when',
    load: () => import('./inbox/status.ts'),
  },
  'inbox list': {
    summary: 'List events that wait, are being handled or failed',
    load: () => import('./inbox/list.ts'),
  },
  'inbox retry': {
    summary: 'Handle events again that failed or are done',
    load: () => import('./inbox/retry.ts'),
  },
  'inbox drop': {
    summary: 'Leave events unhandled',
    load: () => import('./inbox/drop.ts'),
  },
  listen: {
    summary: 'Receive webhook events on this machine and print them',
    load: () => import('./listen.ts'),
  },
  preview: {
    summary: 'Show a message as one person sees it, in a browser or as a picture',
    load: () => import('./preview.ts'),
  },
  trigger: {summary: 'Send a realistic, signed webhook event', load: () => import('./trigger.ts')},
  replay: {
    summary: 'Send recorded webhook events again, with new signatures',
    load: () => import('./replay.ts'),
  },
  'signed-request verify': {
    summary: 'Verify the signed request that getContext gave to a webview',
    load: () => import('./signed-request/verify.ts'),
  },
  'emulator start': {summary: 'Run the emulator until Ctrl-C', load: () => import('./emulator/start.ts')},
  'emulator exec': {
    summary: 'Run a command against the emulator and exit with its code',
    load: () => import('./emulator/exec.ts'),
  },
  'emulator status': {
    summary: 'Show whether an emulator runs, where, and what it holds',
    load: () => import('./emulator/status.ts'),
  },
  'emulator reset': {
    summary: 'Reset the emulator to its initial state',
    load: () => import('./emulator/reset.ts'),
  },
  'emulator export': {
    summary: 'Export the whole state of the emulator to a file',
    load: () => import('./emulator/export.ts'),
  },
  'emulator import': {
    summary: 'Replace the state of the emulator with an exported one',
    load: () => import('./emulator/import.ts'),
  },
  'emulator clock': {
    summary: 'Show or move the clock of the emulator',
    load: () => import('./emulator/clock.ts'),
  },
  'emulator seed': {summary: 'Add people or Pages to the emulator', load: () => import('./emulator/seed.ts')},
  'emulator person': {
    summary: 'List the people of the emulator, or act as one of them',
    load: () => import('./emulator/person.ts'),
  },
  'emulator limits': {
    summary: 'Show the limits of the emulated platform, or turn them on or off',
    load: () => import('./emulator/limits.ts'),
  },
  'emulator page': {
    summary: 'Show or change what an emulated Page has accepted and may do',
    load: () => import('./emulator/page.ts'),
  },
  'emulator ad-account': {
    summary: 'Show or change the ad account of the emulator and how marketing messages are set',
    load: () => import('./emulator/ad-account.ts'),
  },
  'emulator token list': {
    summary: 'List the tokens of the emulator, live and dead',
    load: () => import('./emulator/token/list.ts'),
  },
  'emulator token show': {
    summary: 'Print the tokens and secrets of the emulator, for your own programs',
    load: () => import('./emulator/token/show.ts'),
  },
  'emulator token change': {
    summary: 'Make a token expire or die, or change what it may do',
    load: () => import('./emulator/token/change.ts'),
  },
  'emulator test': {
    summary: 'Play conversations with a bot and check its answers',
    load: () => import('./emulator/test.ts'),
  },
  'emulator fault add': {
    summary: 'Make calls fail, hang or take longer, and deliveries arrive twice, late or together',
    load: () => import('./emulator/fault/add.ts'),
  },
  'emulator fault list': {
    summary: 'List the faults and how often each occurred',
    load: () => import('./emulator/fault/list.ts'),
  },
  'emulator fault clear': {
    summary: 'Remove the faults, so that calls are answered normally again',
    load: () => import('./emulator/fault/clear.ts'),
  },
  'emulator gaps': {
    summary: 'List the calls that clients made and that are not emulated',
    load: () => import('./emulator/gaps.ts'),
  },
  'store init': {
    summary: 'Set up a PostgreSQL database as the store that machines share',
    load: () => import('./store/init.ts'),
  },
  'store status': {
    summary: 'Show whether the store can be used, and what is in it',
    load: () => import('./store/status.ts'),
  },
  'store upgrade': {
    summary: 'Bring the store to the version that this msgr works with',
    load: () => import('./store/upgrade.ts'),
  },
  'store prune': {
    summary: 'Delete old runs with their recipients, and old events, from the store',
    load: () => import('./store/prune.ts'),
  },
  api: {pages: 'each', summary: 'Make any Graph API call', load: () => import('./api.ts')},
}
