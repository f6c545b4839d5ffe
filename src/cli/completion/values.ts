import type {Context} from '../../context.ts'
import type {Candidate} from './words.ts'

type Source = (context: Context) => Promise<readonly Candidate[]>

/** How many people are offered: the newest. */
const MAX_PEOPLE = 50

const named = (values: readonly string[]): readonly Candidate[] => values.map(value => ({value}))

const sources = {
  pages: async ({config}) => named((await config()).pageNames),
  runs: async ({config}) => {
    const {listRuns, runsFolderIn} = await import('../../bulk/runs.ts')
    const runs = await listRuns(runsFolderIn((await config()).paths.stateFolder))
    return named([...[...runs].reverse(), 'last'])
  },
  labels: async ({api}) => {
    const {customLabels} = await api()
    return collect(customLabels.list({limit: 100}), ({page_label_name, id}) => ({
      value: page_label_name,
      about: id,
    }))
  },
  personas: async ({api}) => {
    const {personas} = await api()
    return collect(personas.list({limit: 100}), ({id, name}) => ({value: id, about: name}))
  },
  templates: async ({api}) => {
    const {messageTemplates} = await api()
    return collect(messageTemplates.list({limit: 100}), ({name, status}) => ({value: name, about: status}))
  },
  people: async ({api, connection}) => {
    const [{conversations}, {pageId}] = [await api(), await connection()]
    return collect(conversations.list({limit: MAX_PEOPLE}), ({participants}) => {
      const person = participants?.data.find(({id}) => id !== pageId)
      return {value: person?.id ?? '', about: person?.name}
    })
  },
  profileProperties: async () =>
    named((await import('../../platform/messenger-profile.ts')).profileProperties),
  webhookFields: async () => named((await import('../../platform/webhook-events.ts')).pageFieldNames),
  samples: async () => {
    const {sampleNotes} = await import('../../webhook/sample-notes.ts')
    return Object.entries(sampleNotes).map(([value, about]) => ({value, about}))
  },
  formerProfiles: async context => {
    const {profileHistory} = await import('../../commands/shared/files/replacing-profile.ts')
    const former = await (await profileHistory(context)).list()
    return former.map(({at, command}, index) => ({value: String(index + 1), about: `${command}, ${at}`}))
  },
  metrics: async () => {
    const {messagingMetrics, pageMetrics} = await import('../../platform/insights-metrics.ts')
    return [...messagingMetrics, ...pageMetrics].map(({name}) => ({value: name}))
  },
  breakdowns: async () => named((await import('../../platform/insights.ts')).insightsBreakdowns),
  userFields: async () => named((await import('../../platform/users.ts')).userFields),
  messagingTypes: async () => named((await import('../../platform/messages.ts')).messagingTypes),
  senderActions: async () => named((await import('../../platform/messages.ts')).senderActions),
  encodings: async () => named((await import('../../text/encodings.ts')).commonEncodings),
  topics: async () =>
    Object.entries((await import('../topics.ts')).topics).map(([value, {about}]) => ({value, about})),
} satisfies Record<string, Source>

/** What the values of arguments and flags are, by their names: the same name means the same everywhere. */
const byName: Readonly<Record<string, keyof typeof sources>> = {
  page: 'pages',
  '--page': 'pages',
  '--encoding': 'encodings',
  '--for-page': 'pages',
  run: 'runs',
  '--resume': 'runs',
  label: 'labels',
  '--label': 'labels',
  '--not-label': 'labels',
  '--persona': 'personas',
  template: 'templates',
  psid: 'people',
  '--test-to': 'people',
  '--person': 'people',
  property: 'profileProperties',
  fields: 'webhookFields',
  '--events': 'webhookFields',
  event: 'samples',
  metric: 'metrics',
  '--breakdown': 'breakdowns',
  '--type': 'messagingTypes',
  action: 'senderActions',
  topic: 'topics',
}

/** Where a name means something else. */
const byCommand: Readonly<Record<string, Readonly<Record<string, keyof typeof sources>>>> = {
  'persona get': {id: 'personas'},
  'persona delete': {id: 'personas'},
  'profile restore': {which: 'formerProfiles'},
  'webhook set': {'--fields': 'webhookFields'},
  'user get': {'--fields': 'userFields'},
}

/** Names of what is a file or folder. */
const files = [
  'file',
  'message',
  'recording',
  'source',
  'picture',
  'command',
  'arguments',
  '--from',
  '--to',
  '--config',
  '--trust',
  '--out',
  '--out-dir',
  '--rejects',
  '--explain',
  '--record',
  '--ready-file',
  '--ssh-config',
  '--echoes',
  '--targeting',
  '--custom-token-from',
  '--junit',
  '--report',
]

export const isFile = (name: string): boolean => files.includes(name)

/** Values that are written one after the other with commas. */
export const isList = (name: string): boolean => lists.includes(name)

const lists = ['--events', '--fields', '--page', '--breakdown', 'fields', 'metric']

/** The values that an argument or flag of a command can have, as far as they can be known. */
export async function valuesOf(
  command: string,
  name: string,
  context: Context,
): Promise<readonly Candidate[]> {
  const source = byCommand[command]?.[name] ?? byName[name]
  return source === undefined ? [] : sources[source](context)
}

async function collect<Item>(
  items: AsyncIterable<Item>,
  toCandidate: (item: Item) => Candidate,
): Promise<readonly Candidate[]> {
  const all: Candidate[] = []
  for await (const item of items) {
    all.push(toCandidate(item))
    if (all.length === 200) break
  }
  return all.filter(({value}) => value !== '')
}
