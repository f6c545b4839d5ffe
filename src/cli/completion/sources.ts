import type {ValueSource} from '../../commands/shared/arguments/completed.ts'
import type {Context} from '../../context.ts'
import type {Candidate} from './words.ts'

type Source = (context: Context) => Promise<readonly Candidate[]>

/** How many people are offered: the newest. */
const MAX_PEOPLE = 50

const named = (values: readonly string[]): readonly Candidate[] => values.map(value => ({value}))

const newestFirst = (runs: readonly {readonly run: string}[]) =>
  named([...runs.map(({run}) => run).reverse(), 'last'])

/** What each source offers. Each loads what it needs, so that Tab loads no more than one of them. */
const sources: Readonly<Record<Exclude<ValueSource, 'files'>, Source>> = {
  pages: async ({config}) => named((await config()).pageNames),
  runs: async context => {
    const {runStoreOf} = await import('../../commands/broadcast/shared/run-store.ts')
    const runs = await (await runStoreOf(context)).list()
    // Several Pages may have a run with the same name.
    const words = new Set(
      runs.toReversed().flatMap(({run, name}) => (name === undefined ? [run] : [name, run])),
    )
    return named([...words, 'last'])
  },
  imports: async ({config}) => {
    const [{readSequence}, {importsFolderIn}] = await Promise.all([
      import('../../bulk/file-store/run-folder.ts'),
      import('../../bulk/label-import/manifest.ts'),
    ])
    return newestFirst(await readSequence(importsFolderIn((await config()).paths.stateFolder)))
  },
  audienceImports: async ({config}) => {
    const [{readSequence}, {audienceImportsFolderIn}] = await Promise.all([
      import('../../bulk/file-store/run-folder.ts'),
      import('../../bulk/audience-import/manifest.ts'),
    ])
    return newestFirst(await readSequence(audienceImportsFolderIn((await config()).paths.stateFolder)))
  },
  recordings: async () => named(['last']),
  labels: async ({api}) => {
    const {customLabels} = await api()
    return collect(customLabels.list({limit: 100}), ({page_label_name, id}) => ({
      value: page_label_name,
      about: id,
    }))
  },
  campaigns: async ({api}) => {
    const {campaigns} = await api()
    return collect(campaigns.list({limit: 100}), ({id, campaign, adset}) => ({
      value: id,
      about: campaign?.name ?? adset?.name,
    }))
  },
  audiences: async ({api}) => {
    const {customAudiences} = await api()
    return collect(customAudiences.list({limit: 100}), ({id, name}) => ({value: id, about: name}))
  },
  personas: async ({api}) => {
    const {personas} = await api()
    return collect(personas.list({limit: 100}), ({id, name}) => ({value: id, about: name}))
  },
  templates: async ({api}) => {
    const {messageTemplates} = await api()
    return collect(messageTemplates.list({limit: 100}), ({name, status}) => ({value: name, about: status}))
  },
  flows: async ({api}) => {
    const {welcomeMessageFlows} = await api()
    return collect(welcomeMessageFlows.list({limit: 100}), ({id, name}) => ({value: name, about: id}))
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
}

/** The values that a source offers, as far as they can be known; those of `files` are the shell's. */
export async function valuesOf(source: ValueSource, context: Context): Promise<readonly Candidate[]> {
  return source === 'files' ? [] : sources[source](context)
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
