import {once} from 'node:events'
import {readFileSync} from 'node:fs'
import {createServer} from 'node:http'
import {join} from 'node:path'
import {setTimeout} from 'node:timers/promises'
import {onTestFinished} from 'vitest'
import type {JsonShape} from '../../src/terminal/json.ts'
import {startFormerBot} from '../commands/listen/former-bot.ts'
import {freePort} from '../helpers/free-port.ts'
import {openDatabase} from '../helpers/postgres.ts'
import {hasPostgres} from '../helpers/postgres-programs.ts'
import {pagesOf, userTokenOf} from '../helpers/probe.ts'
import {startTalkingBot, text} from '../helpers/talking-bot.ts'
import type {EmulatedWorld} from '../helpers/world.ts'
import type {Foreign} from './grammar.ts'

/** One command line whose JSON is checked. `$NAME` is what `prepare` found. */
export interface JsonLine extends Foreign {
  readonly line: string
  /** What has to be there before: files by name, command lines, and what is typed or piped. */
  readonly files?: Readonly<Record<string, string>>
  readonly before?: readonly string[]
  readonly stdin?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  /** The emulator of this day instead of today's. */
  readonly asOf?: string
  /** What it prints, where that is decided by an argument. */
  readonly shape?: JsonShape
  /** Prepares what lines cannot, and returns what stands for `$NAME` in the line and in the environment. */
  readonly prepare?: (world: EmulatedWorld) => Promise<Readonly<Record<string, string>>>
  /** It has no CSV. */
  readonly isOnlyJson?: true
  /** Whether this machine has what it needs. Default true. */
  readonly canRun?: boolean
  /** Ends it with Ctrl-C. */
  readonly endsWithSignal?: true
}

const vectors = JSON.parse(
  readFileSync(new URL('../fixtures/signature-vectors.json', import.meta.url), 'utf8'),
) as {readonly app_secret: string; readonly signed_request: {readonly signed_request: string}}

/** The first comment below the post of the Page that people comment on. */
const firstComment = async ({msgr}: EmulatedWorld) => {
  const {out} = await msgr('comment list 109876543210987_208132419075509 --json')
  return {COMMENT: (JSON.parse(out) as readonly {id: string}[])[0]?.id ?? ''}
}

const autumn = '6011110000000001'
const sentOnce = `send marketing 6411223344556677 --text Sale --campaign ${autumn} --yes`
const customers = {'customers.csv': 'email,phone\nann@example.com,+436641234567\n'}

const recording = {
  'one.ndjson': `${JSON.stringify({
    received_at: '2026-01-01T00:00:00.000Z',
    headers: [['X-Mine', 'a']],
    body: '{"object":"page","entry":[]}',
  })}\n`,
}

const withFlow = {
  files: {
    'flow.yaml':
      'name: Welcome\neligible_platforms: [messenger]\nwelcome_message_flow: [{message: {text: Hi}}]\n',
  },
  before: ['flow create flow.yaml'],
}

const ada = '6411223344556677'
const ben = '6411223345556680'
const people = {'people.csv': `psid,first_name\n${ada},Ada\n${ben},Ben\n`}
const profile = {
  'profile.yaml':
    'get_started: {payload: GO}\npersistent_menu: [{locale: default, call_to_actions: [{type: postback, title: Help, payload: HELP}]}]\n',
}
const page = {
  'page.yaml':
    'labels: [VIP, Newsletter]\nwebhook_fields: [messages]\nprofile:\n  get_started: {payload: GO}\n',
}
const recorded = {
  'events.ndjson': `${JSON.stringify({object: 'page', entry: [{id: '109876543210987', messaging: []}]})}\n`,
}
const marketing = '--via marketing --campaign 6011110000000001'
const marketed = `broadcast send --text Sale ${marketing} --yes`
const sent = [`broadcast send --to people.csv --text "Hi {{first_name|there}}" --yes`]
const then = {asOf: '2019-06-01'}
const v3 = '--api-version v3.3'
const creative = {'creative.json': '{"text": "Sale"}'}
const changes = ['changes.*.before', 'changes.*.after']

const stored = {
  canRun: hasPostgres('the JSON of the commands of a store'),
  prepare: async () => ({MSGR_STORE: (await openDatabase()).url('owner')}),
}

/** A store with one event in its inbox. */
const storedEvent = {
  ...stored,
  prepare: async () => {
    const database = await openDatabase()
    const event = {sender: {id: ada}, timestamp: 1, message: {mid: 'm_1', text: 'hi'}}
    const body = JSON.stringify({object: 'page', entry: [{id: '1', time: 1, messaging: [event]}]})
    await database.query(
      "insert into msgr.inbox (key, page_id, psid, field, raw, headers) values ('k', '1', $1, 'messages', $2, '[]')",
      [ada, Buffer.from(body)],
    )
    return {MSGR_STORE: database.url()}
  },
}

/** At least one line for each command, and one for each of its shapes. */
export const jsonLines: Readonly<Record<string, readonly JsonLine[]>> = {
  'store init': [{line: 'store init --print-sql'}, {line: 'store init', ...stored}],
  'store status': [{line: 'store status', maps: ['runs'], ...stored}],
  'store upgrade': [{line: 'store upgrade', ...stored}],
  'page unlock': [{line: 'page unlock', ...stored}],
  'store prune': [{line: 'store prune --older-than 90d', ...stored}],
  init: [{line: 'init --pages shop=109876543210987 --token-from store --no-input'}],
  login: [
    {
      line: 'login --with-token --all-pages',
      prepare: async ({emulator}) => {
        const {appId, appSecret} = await emulator.connection()
        const app = {MSGR_APP_ID: appId, MSGR_APP_SECRET: appSecret}
        return {...platformOf(emulator), ...app, STDIN: userTokenOf(emulator)}
      },
    },
  ],
  logout: [
    {
      line: 'logout --page shop',
      files: {'../home/config/credentials.yaml': 'shop: {token: EAABnobody}\n'},
    },
  ],
  use: [{line: 'use'}],
  whoami: [{line: 'whoami'}],
  doctor: [{line: 'doctor'}],
  'config show': [{line: 'config show'}, {line: 'config show --origin'}],
  'config path': [{line: 'config path'}],
  schema: [{line: 'schema'}, {line: 'schema page', wire: ['']}],
  'page plan': [{line: 'page plan', files: page, wire: changes.map(at => `pages.*.${at}`)}],
  'page apply': [{line: 'page apply --yes', files: page, wire: changes.map(at => `pages.*.${at}`)}],
  'page pull': [
    {line: 'page pull', wire: ['page']},
    {line: 'page pull --out new.yaml', wire: ['page']},
  ],
  'page validate': [{line: 'page validate', files: page}],
  'page list': [{line: 'page list'}],
  'page status': [
    {line: 'page status'},
    {line: 'page status', before: ['emulator page --restricted-for 7d']},
  ],
  open: [{line: 'open chat'}],
  'profile get': [
    {line: 'profile get', files: profile, before: ['profile set profile.yaml --yes'], wire: ['']},
  ],
  'profile set': [{line: 'profile set profile.yaml --yes', files: profile}],
  'profile delete': [{line: 'profile delete ice_breakers --yes'}],
  'profile validate': [{line: 'profile validate profile.yaml', files: profile}],
  'profile diff': [{line: 'profile diff profile.yaml', files: profile, wire: changes}],
  'profile apply': [{line: 'profile apply profile.yaml --yes', files: profile, wire: changes}],
  'profile pull': [{line: 'profile pull', wire: ['profile']}],
  'profile history': [
    {
      line: 'profile history',
      files: profile,
      before: ['profile set profile.yaml --yes'],
      wire: ['*.profile'],
    },
  ],
  'profile restore': [
    {
      line: 'profile restore --yes',
      files: profile,
      before: ['profile set profile.yaml --yes'],
      wire: changes,
    },
  ],
  'profile menu get': [{line: `profile menu get ${ada}`, wire: ['']}],
  'profile menu set': [
    {
      line: `profile menu set ${ada} menu.yaml`,
      files: {
        ...profile,
        'menu.yaml': '- {locale: default, call_to_actions: [{type: postback, title: Help, payload: HELP}]}\n',
      },
      before: ['profile set profile.yaml --yes'],
    },
  ],
  'profile menu delete': [{line: `profile menu delete ${ada} --yes`}],
  'nlp set': [{line: 'nlp set --enable --model ENGLISH --n-best 2'}],
  'label list': [{line: 'label list'}],
  'label get': [{line: 'label get Newsletter'}],
  'label create': [{line: 'label create VIP'}, {line: 'label create Newsletter --if-missing'}],
  'label delete': [{line: 'label delete Newsletter --yes'}],
  'label assign': [
    {line: `label assign Newsletter ${ben}`},
    {line: 'label assign Newsletter --from people.csv', files: people},
  ],
  'label unassign': [{line: `label unassign Newsletter ${ada}`}],
  'label import': [
    {line: 'label import people.csv --label Newsletter --yes', files: people},
    {line: 'label import people.csv --label New --create-missing --yes', files: people},
    {line: 'label import people.csv --label New --create-missing --dry-run', files: people},
  ],
  'label plan': [{line: 'label plan people.csv --label New --create-missing', files: people}],
  'label export': [{line: 'label export'}, {line: 'label export --out labels.csv'}],
  'label of': [{line: `label of ${ada}`}],
  'send text': [{line: `send text ${ada} Hi`}],
  'send quick-replies': [{line: `send quick-replies ${ada} "Which?" --reply S --reply M`}],
  'send attachment': [
    {line: `send attachment ${ada} https://shop.example.com/hat.png --kind image`},
    {line: `send attachment ${ada} hat.png --kind image --reusable`, files: {'hat.png': 'not looked at'}},
  ],
  'send template': [
    {
      line: `send template ${ada} template.json`,
      files: {
        'template.json':
          '{"template_type":"button","text":"Look","buttons":[{"type":"postback","title":"Go","payload":"GO"}]}',
      },
    },
  ],
  'send utility': [
    {line: 'send utility 6411223351556698 order_update --param order_id=566701 --param button.1=566701'},
  ],
  'send sticker': [{line: `send sticker ${ada} 369239263222822`}],
  'send reaction': [
    {
      line: `send reaction ${ada} $MID 👍`,
      prepare: async world => {
        const {out} = await world.msgr(`emulator person say ${ada} Hello --json`)
        return {MID: (JSON.parse(out) as {messageId: string}).messageId}
      },
    },
  ],
  'send action': [{line: `send action ${ada} typing_on`}],
  'send raw': [
    {
      line: 'send raw request.json',
      files: {
        'request.json': `{"recipient":{"id":"${ada}"},"messaging_type":"RESPONSE","message":{"text":"Hi"}}`,
      },
    },
  ],
  'send marketing': [{line: `send marketing ${ada} --text Sale --campaign ${autumn} --yes`}],
  'optout list': [{line: 'optout list', before: [`optout add ${ada}`]}],
  'optout add': [{line: `optout add ${ada} ${ben}`}, {line: 'optout add --from people.csv', files: people}],
  'optout remove': [{line: `optout remove ${ada}`, before: [`optout add ${ada}`]}],
  'optout import': [{line: 'optout import people.csv', files: people}],
  'optout export': [
    {line: 'optout export', before: [`optout add ${ada}`]},
    {line: 'optout export --out optouts.csv', before: [`optout add ${ada}`]},
  ],
  'subscriber list': [{line: 'subscriber list'}, {line: 'subscriber list --eligible --since 90d --limit 2'}],
  'subscriber export': [
    {line: 'subscriber export'},
    {line: 'subscriber export --show-tokens --out tokens.ndjson'},
  ],
  'subscriber ask': [
    {line: `subscriber ask ${ada} --title Offers`},
    {line: `subscriber ask ${ada} 6411223347556686 --title Offers --yes`},
  ],
  'subscriber unsubscribe': [{line: `subscriber unsubscribe ${ada} ann@example.com --yes`}],
  'subscriber import': [
    {line: 'subscriber import customers.csv --yes', files: customers},
    {line: 'subscriber import customers.csv --dry-run', files: customers},
  ],
  'campaign create': [{line: 'campaign create Winter --daily 20 --yes'}],
  'campaign list': [{line: 'campaign list'}],
  'campaign get': [{line: 'campaign get "Autumn offers"'}],
  'campaign pause': [{line: `campaign pause ${autumn}`}],
  'campaign activate': [{line: `campaign activate ${autumn} --yes`, before: [`campaign pause ${autumn}`]}],
  'campaign end': [{line: `campaign end ${autumn} --yes`}],
  'campaign estimate': [{line: 'campaign estimate'}, {line: 'campaign estimate --daily 20'}],
  'campaign preview': [{line: 'campaign preview --text "The sale has begun"', wire: ['message']}],
  'campaign insights get': [{line: `campaign insights get ${autumn} --since 2d`, before: [sentOnce]}],
  'campaign insights export': [
    {line: 'campaign insights export --since 2d', before: [sentOnce], shape: 'array'},
    {line: 'campaign insights export --since 2d --out rows.csv', before: [sentOnce]},
  ],
  'campaign insights chart': [{line: 'campaign insights chart --since 2d', before: [sentOnce]}],
  'attachment upload': [{line: 'attachment upload https://shop.example.com/hat.png --kind image'}],
  'persona list': [{line: 'persona list', before: ['persona create Anna https://shop.example.com/a.png']}],
  'persona get': [
    {
      line: 'persona get $PERSONA',
      prepare: async world => {
        const {out} = await world.msgr('persona create Anna https://shop.example.com/a.png --json')
        return {PERSONA: (JSON.parse(out) as {id: string}).id}
      },
    },
  ],
  'persona create': [{line: 'persona create Anna https://shop.example.com/a.png'}],
  'persona delete': [
    {
      line: 'persona delete $PERSONA --yes',
      prepare: async world => {
        const {out} = await world.msgr('persona create Anna https://shop.example.com/a.png --json')
        return {PERSONA: (JSON.parse(out) as {id: string}).id}
      },
    },
  ],
  'template list': [
    {line: 'template list', wire: ['*']},
    {line: 'template list --library', wire: ['*']},
  ],
  'template get': [{line: 'template get order_update', wire: ['']}],
  'template create': [
    {
      line: 'template create template.yaml',
      files: {
        'template.yaml':
          'name: hello\nlanguage: en\ncategory: UTILITY\ncomponents:\n  - {type: BODY, text: Your order is on its way.}\n',
      },
    },
  ],
  'template edit': [
    {
      line: 'template edit order_update template.yaml --yes',
      files: {
        'template.yaml': 'components:\n  - {type: BODY, text: Your order is on its way.}\n',
      },
    },
  ],
  'template delete': [
    {line: 'template delete order_update --yes'},
    {line: 'template delete order_update --language en --yes'},
  ],
  'sticker packs': [{line: 'sticker packs'}],
  'sticker list': [{line: 'sticker list 1265467060000001'}],
  'sticker search': [{line: 'sticker search thanks'}],
  'conversation list': [{line: 'conversation list'}],
  'conversation messages': [{line: `conversation messages ${ada}`, wire: ['attachments']}],
  'conversation export': [
    {line: 'conversation export'},
    {line: 'conversation export --with-messages', wire: ['messages.*.attachments'], isOnlyJson: true},
    {line: 'conversation export --out people.csv'},
    {line: 'conversation export --attachments files --out people.csv'},
  ],
  'comment list': [
    {line: 'comment list 109876543210987_208132419075509'},
    {line: 'comment list 109876543210987_208132419075509 --replies --limit all'},
  ],
  'comment reply': [{line: 'comment reply $COMMENT Thanks', prepare: firstComment}],
  'comment hide': [{line: 'comment hide $COMMENT', prepare: firstComment}],
  'comment unhide': [{line: 'comment unhide $COMMENT', prepare: firstComment}],
  'flow list': [{line: 'flow list', ...withFlow}],
  'flow get': [{line: 'flow get Welcome', wire: [''], ...withFlow}],
  'flow create': [{line: 'flow create flow.yaml', files: withFlow.files}],
  'flow edit': [{line: 'flow edit Welcome flow.yaml', ...withFlow}],
  'flow delete': [{line: 'flow delete Welcome --yes', ...withFlow}],
  'call settings get': [
    {line: 'call settings get'},
    {line: 'call settings get', before: ['call settings set --audio on --ring partners']},
  ],
  'call settings set': [
    {
      line: 'call settings set --audio on --hours hours.yaml',
      wire: ['callHours.weeklyOperatingHours'],
      files: {
        'hours.yaml':
          'timezone_id: Europe/Zurich\nweekly_operating_hours:\n  - {day_of_week: MONDAY, open_time: "0900", close_time: "1800"}\n',
      },
    },
  ],
  'call enable': [{line: 'call enable'}],
  'call permission': [
    {line: `call permission ${ada}`},
    {line: `call permission ${ada}`, before: [`emulator person call-permission ${ada}`]},
  ],
  'user get': [{line: `user get ${ada}`}],
  'user block': [{line: `user block ${ada} --yes`}],
  'user unblock': [{line: `user unblock ${ada}`, before: [`user block ${ada} --yes`]}],
  'user blocked': [{line: 'user blocked', before: [`user block ${ada} --ban --yes`]}],
  'user spam': [{line: `user spam ${ada} --yes`}],
  'thread owner': [
    {line: `thread owner ${ada}`},
    {line: `thread owner ${ada}`, before: [`thread release ${ada} --yes`]},
  ],
  'thread pass': [{line: `thread pass ${ada} page_inbox --yes`}],
  'thread take': [{line: `thread take ${ada}`, before: [`thread release ${ada} --yes`]}],
  'thread request': [
    {
      line: `thread request ${ada}`,
      before: [`thread pass ${ada} 998877665544332 --yes`],
      prepare: async ({emulator}) => {
        for (const known of pagesOf(emulator)) delete known.defaultAppId
        return {}
      },
    },
  ],
  'thread release': [{line: `thread release ${ada} --yes`}],
  'thread extend': [{line: `thread extend ${ada} --for 3d`}],
  'thread receivers': [{line: `thread receivers ${v3}`, ...then}],
  'broadcast plan': [
    {
      line: 'broadcast plan --to people.csv --text "Hi {{first_name|there}}"',
      files: people,
      wire: ['examples.*'],
      maps: ['skipped', 'excluded'],
    },
    {
      line: `broadcast plan --text Sale ${marketing}`,
      wire: ['examples.*'],
      maps: ['skipped', 'excluded'],
    },
  ],
  'broadcast send': [
    {line: sent[0] ?? '', files: people},
    {line: marketed},
    {
      line: `broadcast send creative.json --via broadcast-api --all --yes --schedule 2h ${v3}`,
      files: creative,
      ...then,
    },
  ],
  'broadcast resume': [
    {line: 'broadcast resume last --yes', files: people, before: [`${sent[0]} --split 50`]},
    {line: 'broadcast resume last --in-doubt check --yes', files: people, before: [`${sent[0]} --split 50`]},
    {line: 'broadcast resume last --via marketing', before: [`${marketed} --split 50`]},
  ],
  'broadcast pause': [
    {line: 'broadcast pause last', files: people, before: [`${sent[0]} --split 50`]},
    {line: 'broadcast pause last --via marketing', before: [`${marketed} --split 50`]},
  ],
  'broadcast retry': [
    {
      line: 'broadcast retry last --yes',
      files: people,
      before: ['emulator fault add --call "POST /me/messages" --nth 1 --error 100', ...sent],
    },
  ],
  'broadcast work': [{line: 'broadcast work --until-idle', files: people, before: [`${sent[0]} --detach`]}],
  'broadcast status': [
    {line: 'broadcast status last', files: people, before: sent},
    {line: 'broadcast status last --watch', files: people, before: sent},
    {line: 'broadcast status last --via marketing', before: [marketed]},
    {
      line: `broadcast status $BROADCAST --via broadcast-api ${v3}`,
      ...then,
      prepare: async world => {
        const {out} = await world.msgr(
          `broadcast send --text Sale --via broadcast-api --all --yes ${v3} --json`,
        )
        return {BROADCAST: (JSON.parse(out) as {broadcastId: string}).broadcastId}
      },
    },
  ],
  'broadcast list': [
    {line: 'broadcast list', files: people, before: sent},
    {
      line: `broadcast list --via broadcast-api ${v3}`,
      files: creative,
      before: [`broadcast send creative.json --via broadcast-api --all --yes ${v3}`],
      ...then,
    },
  ],
  'broadcast report': [
    {line: 'broadcast report last', files: people, before: sent, maps: ['columns']},
    {line: 'broadcast report last --events events.ndjson', files: {...people, ...recorded}, before: sent},
    {line: 'broadcast report last --out report.csv', files: people, before: sent},
    {line: 'broadcast report last --via marketing', before: [marketed]},
    {line: 'broadcast report last --summary', files: people, before: sent},
  ],
  'broadcast cancel': [
    {line: 'broadcast cancel last --yes', files: people, before: [`${sent[0]} --split 50`]},
    {
      line: `broadcast cancel $BROADCAST --via broadcast-api --yes ${v3}`,
      ...then,
      prepare: async world => {
        const {out} = await world.msgr(
          `broadcast send --text Sale --via broadcast-api --all --schedule 2h --yes ${v3} --json`,
        )
        return {BROADCAST: (JSON.parse(out) as {broadcastId: string}).broadcastId}
      },
    },
  ],
  'broadcast estimate': [{line: `broadcast estimate ${v3}`, ...then}],
  'creative create': [{line: `creative create creative.json ${v3}`, files: creative, ...then}],
  'sponsored send': [
    {
      line: `sponsored send --text Sale --ad-account 1 --daily-budget 100 --bid 400 --country SE --yes ${v3}`,
      ...then,
    },
  ],
  'insights metrics': [{line: 'insights metrics'}],
  'insights get': [
    {line: 'insights get page_messages_new_conversations_unique --since 7d'},
    {line: 'insights get page_messages_sent --since 7d --breakdown message_type'},
    {line: 'insights get page_messages_new_conversations_unique --since 30d --period total_over_range'},
    {
      line: 'insights get page_actions_post_reactions_total --since 7d',
      maps: ['series.*.total', 'series.*.values.*.value'],
    },
  ],
  'insights export': [
    {line: 'insights export page_messages_new_conversations_unique --since 7d', shape: 'array'},
    {
      line: 'insights export page_messages_sent --since 7d --breakdown message_type',
      shape: 'array',
    },
    {line: 'insights export page_messages_new_conversations_unique --since 7d --out rows.csv'},
  ],
  'insights chart': [{line: 'insights chart page_messages_new_conversations_unique --since 7d'}],
  'id match': [
    {line: `id match ${ada}`},
    {line: `id match ${ada} --for-app 998877665544332`},
    {line: 'id match --from people.csv', files: people},
    {line: 'id match --from people.csv --out matches.ndjson', files: people},
  ],
  'code generate': [
    {line: 'code generate --ref door'},
    {line: 'code generate --from refs.csv --overwrite', files: {'refs.csv': 'ref\na\nb\n'}},
    {line: `code generate --via messenger-codes --ref door ${v3}`, ...then},
  ],
  'webhook status': [
    {line: 'webhook status'},
    {line: 'webhook status', before: ['webhook subscribe messages']},
  ],
  'webhook set': [
    {
      line: 'webhook set $BOT --verify-token former-bot-token --yes',
      prepare: async () => ({BOT: (await startFormerBot()).url}),
    },
  ],
  'webhook subscribe': [{line: 'webhook subscribe'}],
  'webhook unsubscribe': [
    {line: 'webhook unsubscribe feed --yes', before: ['webhook subscribe messages feed']},
  ],
  'webhook unset': [{line: 'webhook unset --yes'}],
  'webhook restore': [{line: 'webhook restore'}],
  'inbox work': [{line: 'inbox work --exec true --until-idle', wire: ['event.item'], ...storedEvent}],
  'inbox status': [{line: 'inbox status', ...storedEvent}],
  'inbox list': [{line: 'inbox list', ...storedEvent}],
  'inbox retry': [{line: 'inbox retry 1', ...storedEvent}],
  'inbox drop': [{line: 'inbox drop 1 --yes', ...storedEvent}],
  listen: [
    {
      line: 'listen --port $PORT --no-subscribe --limit 2',
      wire: ['item'],
      prepare: async world => {
        const port = await freePort()
        deliverSoon(world, port)
        return {PORT: String(port)}
      },
    },
  ],
  trigger: [
    {line: 'trigger --list'},
    {line: 'trigger messages.text --to 1 --dry-run', maps: ['headers']},
    {line: 'trigger messages.text --to $BOT --count 2', prepare: async () => ({BOT: await startReceiver()})},
  ],
  replay: [
    {
      line: 'replay one.ndjson --to $BOT',
      files: recording,
      prepare: async () => ({BOT: await startReceiver()}),
    },
    {line: 'replay one.ndjson --to 1 --dry-run', files: recording},
  ],
  preview: [{line: 'preview --text Hi', endsWithSignal: true, isOnlyJson: true}],
  'signed-request verify': [
    {
      line: 'signed-request verify $SIGNED',
      wire: ['payload'],
      prepare: async () => ({
        SIGNED: vectors.signed_request.signed_request,
        MSGR_EMULATOR: '',
        MSGR_APP_SECRET: vectors.app_secret,
      }),
    },
    {line: 'signed-request verify forged'},
  ],
  'emulator start': [
    {
      line: 'emulator start --port 0 --ephemeral',
      endsWithSignal: true,
      prepare: async ({home}) => ({MSGR_HOME: join(home, 'other')}),
    },
  ],
  'emulator status': [{line: 'emulator status'}],
  'emulator reset': [{line: 'emulator reset --yes'}],
  'emulator export': [{line: 'emulator export', wire: ['']}, {line: 'emulator export --out state.json'}],
  'emulator import': [
    {line: 'emulator import state.json --yes', before: ['emulator export --out state.json']},
  ],
  'emulator clock': [{line: 'emulator clock'}, {line: 'emulator clock advance 25h'}],
  'emulator seed': [
    {line: 'emulator seed --people 10', maps: ['labels']},
    {line: 'emulator seed --pages 2', maps: ['labels']},
  ],
  'emulator person': [
    {line: 'emulator person'},
    {line: `emulator person say ${ada} Hello`, shape: 'document'},
    {line: `emulator person comment ${ada} Hello`, shape: 'document'},
    {line: `emulator person open ${ada} https://shop.example.com/`, shape: 'document'},
  ],
  'emulator limits': [{line: 'emulator limits'}],
  'emulator page': [{line: 'emulator page'}],
  'emulator ad-account': [{line: 'emulator ad-account'}],
  'emulator token list': [{line: 'emulator token list'}],
  'emulator token show': [{line: 'emulator token show'}],
  'emulator token change': [{line: 'emulator token change --expires-in 1h'}],
  'emulator test': [
    {
      line: 'emulator test chats --webhook $BOT',
      files: {
        'chats/echo.yaml':
          'name: Echo\nsteps:\n  - say: hi\n  - expect: hi\n---\nname: Wrong\nsteps:\n  - say: hi\n  - expect: ho\n',
      },
      prepare: async ({emulator}) => ({BOT: (await startTalkingBot(emulator, said => [text(said)])).url}),
    },
  ],
  'emulator fault add': [{line: 'emulator fault add --call /me/messages --nth 3 --withhold'}],
  'emulator fault list': [
    {
      line: 'emulator fault list',
      before: [
        'emulator fault add --call "POST /me/messages" --share 2 --error 613 --minutes 1',
        'emulator fault add --event messages --duplicate --share 10 --for 1h',
      ],
    },
  ],
  'emulator fault clear': [{line: 'emulator fault clear'}],
  'emulator gaps': [{line: 'emulator gaps', before: ['api GET me/nothing-of-this-name']}],
  api: [
    {line: 'api GET me fields=id,name', wire: ['']},
    {line: 'api GET me/custom_labels --all', wire: ['']},
  ],
  completion: [{line: 'completion bash'}],
  commands: [{line: 'commands'}],
  man: [{line: 'man'}],
}

function platformOf({url}: EmulatedWorld['emulator']): Readonly<Record<string, string>> {
  return {MSGR_EMULATOR: '', MSGR_GRAPH_URL: url}
}

/** A receiver that takes every delivery; closed when the test ends. */
async function startReceiver(): Promise<string> {
  const server = createServer((_request, response) => response.end('ok')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/webhook`
}

/** Sends the same event twice as soon as somebody listens there. */
function deliverSoon(world: EmulatedWorld, port: number): void {
  const send = async () => {
    for (let tries = 0; tries < 50; tries += 1) {
      const {code} = await world.msgr(`trigger messages.text --to ${port} --as-is`)
      if (code === 0) break
      await setTimeout(50)
    }
    await world.msgr(`trigger messages.text --to ${port} --as-is`)
  }
  send().catch(() => {})
}
