import type {Hints} from './hint.ts'

/** Calls of the platform, and what it answers. */
export const callHints = {
  notReached: 'Nothing was sent. Is the network up, and the address right? msgr config show --origin',
  messageInDoubt: ({recipientId}) =>
    `Check before you repeat it: ${recipientId === undefined ? 'msgr conversation list' : `msgr conversation messages ${recipientId}`}`,
  marketingMessageInDoubt:
    'Check before you repeat it: its echo, recorded by msgr listen --record, shows that it was sent',
  campaignNotReady: 'See from when it can be used: msgr campaign get <campaign>',
  campaignInactive: 'See its state: msgr campaign get <campaign>',
  campaignUnknown: 'See which campaigns there are: msgr campaign list',
  campaignUnsuitable: 'Create one for marketing messages: msgr campaign create <name>',
  budgetSpent: 'Raise the budget in the Ads Manager, or create another campaign: msgr campaign create <name>',
  subscriberUnknown: 'See who can be written to: msgr subscriber list --eligible',
  broadcastInDoubt: 'Check before you repeat it: msgr broadcast list --via broadcast-api',
  sponsoredMessageInDoubt: ({adAccount}) => `Check before you repeat it: the ads of ${adAccount}`,
  listCut: 'The list is incomplete. See what the platform answers: --debug',
  notAList: 'See what the platform answers: --debug',
  unexpectedAnswer: 'See what the platform answers: --debug',
  tooMuchData: 'Request less at once: a smaller --limit, or fewer fields',
  outsideWindow:
    'Outside the window only an approved utility template (msgr send utility), or a human agent within 7 days (--tag HUMAN_AGENT), may write',
  personUnknown: 'A PSID belongs to one Page: is it the right one? msgr whoami',
  threadOfAnotherApp: 'See which app has it, and until when: msgr thread owner <psid>',
  callEnded: 'Try another version: --api-version',
  versionEnded: 'Use a supported version: --api-version',
  objectNotFound: 'Is it the right Page? msgr whoami',
  privateReplySent: 'When the person answers, write to them: msgr conversation list',
  notEmulated: 'See what it lacks: msgr emulator gaps',
} as const satisfies Hints
