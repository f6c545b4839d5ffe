import {createHash} from 'node:crypto'
import type {MessageTemplateId, PageId} from '../../platform/ids.ts'
import type {Person} from './person.ts'
import type {State} from './state.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** How long an opt-in to notification messages lasts. */
const OPT_IN_DAYS = 365

/** Who wrote for all to see: the place in the list of people, the id behind that of the post or Page, hours ago, what. */
const postRows: readonly [
  index: number,
  kind: 'comment' | 'post',
  id: string,
  hoursAgo: number,
  text: string,
][] = [
  [0, 'comment', '208132419075509_378848061065185', 1, 'How much is the lamp?'],
  [10, 'comment', '208132419075509_378848061065186', 70, 'Is it back in stock?'],
  [8, 'comment', '208132419075509_378848061065187', 240, 'Lovely colour'],
  [9, 'post', '208132419075601', 48, 'Love this shop'],
]

/** Gives a Page what it may write on besides the messaging window: comments, a post, opt-ins, an approved template. */
export function seedSending(state: State, pageId: PageId, nowMs: number): void {
  const people = [...state.people.values()].filter(person => person.pageId === pageId)
  for (const [index, kind, suffix, hoursAgo, text] of postRows) {
    const person = people[index]
    if (person === undefined) continue
    const id = kind === 'post' ? `${pageId}_${suffix}` : suffix
    const createdMs = nowMs - hoursAgo * HOUR_MS
    state.posts[id] = {id, kind, pageId, psid: person.psid, text, createdMs, isAnswered: false}
  }
  for (const person of people.slice(6, 8)) addOptIn(state, person, nowMs)
  addTemplate(state, pageId, nowMs)
}

function addOptIn(state: State, {psid, pageId}: Person, nowMs: number): void {
  // No access token of the emulator, which would be masked wherever it is printed.
  const token = createHash('sha256').update(`opt-in ${pageId} ${psid}`).digest('hex')
  const createdMs = nowMs - 60 * DAY_MS
  state.notificationTokens[token] = {
    token,
    pageId,
    psid,
    topic: 'Updates and promotions',
    createdMs,
    expiresMs: createdMs + OPT_IN_DAYS * DAY_MS,
  }
}

function addTemplate(state: State, pageId: PageId, nowMs: number): void {
  const id = '1317011237888381' as MessageTemplateId
  const atMs = nowMs - 30 * DAY_MS
  state.messageTemplates[id] = {
    id,
    pageId,
    name: 'order_update',
    language: 'en',
    parameterFormat: 'NAMED',
    components: [
      {
        type: 'BODY',
        text: 'Your order {{order_id}} is on its way.',
        example: {body_text_named_params: [{param_name: 'order_id', example: '566701'}]},
      },
      {
        type: 'BUTTONS',
        buttons: [
          {
            type: 'URL',
            text: 'Track it',
            url: 'https://shop.example.com/orders/{{1}}',
            example: {url_suffix_example: 'https://shop.example.com/orders/566701'},
          },
        ],
      },
    ],
    createdMs: atMs,
    updatedMs: atMs,
    decidedMs: atMs,
    rejection: undefined,
    isAnnounced: true,
  }
}
