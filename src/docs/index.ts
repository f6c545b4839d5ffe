/** A page of the documentation: `src/docs/NAME.md`, which `msgr help NAME` prints. */
export interface PageEntry {
  /** What it is about, as it stands behind its name in a list. */
  readonly about: string
  /** The nouns whose help refers to it. */
  readonly nouns?: readonly string[]
}

/** Every page, below the heading of its section, in the order in which a newcomer reads them. */
export const sections: Readonly<Record<string, Readonly<Record<string, PageEntry>>>> = {
  'Get started': {
    'first-steps': {
      about: 'a first message, your own Page, completion in your shell',
      nouns: ['conversation'],
    },
  },
  'The Page': {
    'messenger-profile': {
      about: 'the greeting, the menu and ice breakers: set, compare, restore',
      nouns: ['profile'],
    },
    'pages-as-code': {about: 'whole Pages in git: plan and apply, schemas for editors', nouns: ['page']},
    ci: {about: 'plans in pull requests, applies on main, a check for drift'},
    insights: {
      about: 'numbers of the Page, and the ids of one person on other Pages',
      nouns: ['insights', 'id'],
    },
    codes: {about: 'QR codes that open a conversation', nouns: ['code']},
  },
  'People and messages': {
    people: {about: 'labels, imports, and handing conversations over', nouns: ['label', 'thread', 'user']},
    sending: {about: 'messages to one person', nouns: ['send', 'template']},
    broadcasts: {about: 'messages to many people, and what msgr promises', nouns: ['broadcast', 'optout']},
    scaling: {about: 'several machines: a database for runs, opt-outs and events', nouns: ['store', 'inbox']},
    marketing: {
      about: 'marketing messages: who may send and get them, and what they cost',
      nouns: ['subscriber', 'campaign', 'flow'],
    },
  },
  'Events and bots': {
    events: {about: 'receive, trigger, record and replay webhook events', nouns: ['webhook']},
    emulation: {
      about: 'the emulator: people, faults, the clock, and your own bot on it',
      nouns: ['emulator'],
    },
    'testing-bots': {about: 'conversations in files that a bot must pass'},
    library: {about: 'the code behind the commands, for programs'},
    'messenger-node': {about: 'a replacement for the package messenger-node, and its differences'},
  },
  Reference: {
    'api-calls': {about: 'any call of the Graph API'},
    ended: {about: 'what ended on the platform, and how to try it anyway', nouns: ['creative', 'sponsored']},
    config: {about: 'settings files, Pages, secrets, and what msgr trusts'},
    environment: {about: 'the environment variables that msgr reads as settings'},
    flags: {about: 'the flags that every command has'},
    json: {about: 'what --json and --format csv print'},
    'exit-codes': {about: 'what each exit code means'},
    troubleshooting: {about: 'what each error of the platform means, and what to do'},
  },
}

/** Every page by its name. */
export const pages: Readonly<Record<string, PageEntry>> = Object.assign({}, ...Object.values(sections))
