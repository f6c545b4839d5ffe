const ada = '6411223344556677'

export interface Reader {
  /** The command with the file `in.EXT`. */
  readonly line: string
  readonly file: string
  /** A good file; what is not ASCII in it counts. */
  readonly good: string
  /** Why a good file does not end with 0 here. */
  readonly fails?: 'ended' | 'nothing listens' | 'no bot' | 'no run' | 'no app' | 'no flow' | 'waits'
}

export const list = `psid,name,label\n${ada},Zoë,VIP\n`
const profile = 'get_started: {payload: Bénévole}\n'
const page = 'labels: [Bénévole]\n'
const message = 'text: Zoë – 10 €\n'
const template = `template_type: button\ntext: Zoë\nbuttons: [{type: postback, title: Zoë, payload: A}]\n`
const utility = `name: pickup\nlanguage: fr\ncategory: UTILITY\ncomponents:\n  - {type: BODY, text: "Votre colis {{1}} est arrivé.", example: {body_text: [[Zoë]]}}\n`
const flow =
  'name: Zoë\neligible_platforms: [messenger]\nwelcome_message_flow: [{message: {text: Bénévole}}]\n'
const delivery = `{"object":"page","entry":[{"id":"1","time":1,"messaging":[{"sender":{"id":"${ada}"},"recipient":{"id":"1"},"timestamp":1,"message":{"mid":"m_1","text":"Zoë"}}]}]}`
const recording = `${JSON.stringify({received_at: '2026-11-01T00:00:00Z', headers: [], body: delivery})}\n`

/** Each place on a command line where a file is named that is read. */
export const readers: Readonly<Record<string, Reader>> = {
  'page plan file': {line: 'page plan in.yaml', file: 'in.yaml', good: page},
  'page apply file': {line: 'page apply in.yaml --yes', file: 'in.yaml', good: page},
  'page validate file': {line: 'page validate in.yaml', file: 'in.yaml', good: page},
  'profile set file': {line: 'profile set in.yaml --yes', file: 'in.yaml', good: profile},
  'profile validate file': {line: 'profile validate in.yaml', file: 'in.yaml', good: profile},
  'profile diff file': {line: 'profile diff in.yaml', file: 'in.yaml', good: profile},
  'profile apply file': {line: 'profile apply in.yaml --yes', file: 'in.yaml', good: profile},
  'profile menu set file': {
    line: `profile menu set ${ada} in.yaml --yes`,
    file: 'in.yaml',
    good: 'persistent_menu: [{locale: default, call_to_actions: [{type: postback, title: Zoë, payload: A}]}]\n',
    fails: 'no run',
  },
  'nlp set --custom-token-from': {
    line: 'nlp set --custom-token-from in.txt',
    file: 'in.txt',
    good: 'Zoë0123456789',
    fails: 'ended',
  },
  'label assign --from': {line: 'label assign VIP --from in.csv', file: 'in.csv', good: list},
  'label unassign --from': {line: 'label unassign VIP --from in.csv --yes', file: 'in.csv', good: list},
  'label import file': {line: 'label import in.csv --yes', file: 'in.csv', good: list},
  'label plan file': {line: 'label plan in.csv', file: 'in.csv', good: list},
  'send text text': {line: `send text ${ada} -`, file: '-', good: 'Zoë – 10 €'},
  'send quick-replies text': {line: `send quick-replies ${ada} - --reply S`, file: '-', good: 'Zoë – 10 €'},
  'send template file': {line: `send template ${ada} in.yaml`, file: 'in.yaml', good: template},
  'send marketing message': {
    line: `send marketing ${ada} in.yaml --campaign "Autumn offers" --yes`,
    file: 'in.yaml',
    good: message,
  },
  'campaign preview message': {line: 'campaign preview in.yaml', file: 'in.yaml', good: message},
  'subscriber ask --from': {
    line: 'subscriber ask --from in.csv --title Hats --yes',
    file: 'in.csv',
    good: list,
  },
  'subscriber unsubscribe --from': {
    line: 'subscriber unsubscribe --from in.csv --yes',
    file: 'in.csv',
    good: `email,name\nzoe@example.com,Zoë\n`,
  },
  'subscriber import file': {
    line: 'subscriber import in.csv --name Fans --yes',
    file: 'in.csv',
    good: 'email,first_name\nzoe@example.com,Zoë\n',
  },
  'subscriber import --recording': {
    line: 'subscriber import --recording in.ndjson',
    file: 'in.ndjson',
    good: recording,
    fails: 'no run',
  },
  'send raw file': {
    line: 'send raw in.yaml',
    file: 'in.yaml',
    good: `recipient: {id: '${ada}'}\nmessaging_type: RESPONSE\nmessage: {text: Zoë}\n`,
  },
  'template edit file': {
    line: 'template edit order_update in.yaml --yes',
    file: 'in.yaml',
    good: 'components: [{type: BODY, text: Zoë is on the way to you.}]\n',
  },
  'call settings set --hours': {
    line: 'call settings set --hours in.yaml',
    file: 'in.yaml',
    good: 'timezone_id: Europe/Zurich\nweekly_operating_hours: [{day_of_week: Zoë, open_time: "0900", close_time: "1800"}]\n',
  },
  'flow create file': {line: 'flow create in.yaml', file: 'in.yaml', good: flow},
  'flow edit file': {line: 'flow edit 7 in.yaml', file: 'in.yaml', good: flow, fails: 'no flow'},
  'template create file': {line: 'template create in.yaml', file: 'in.yaml', good: utility},
  'optout add --from': {line: 'optout add --from in.csv', file: 'in.csv', good: list},
  'optout remove --from': {line: 'optout remove --from in.csv', file: 'in.csv', good: list},
  'optout import file': {line: 'optout import in.csv', file: 'in.csv', good: list},
  'user block --from': {line: 'user block --from in.csv --yes', file: 'in.csv', good: list},
  'user unblock --from': {line: 'user unblock --from in.csv --yes', file: 'in.csv', good: list},
  'user spam --from': {line: 'user spam --from in.csv --yes', file: 'in.csv', good: list},
  'broadcast plan message': {line: 'broadcast plan in.yaml --all', file: 'in.yaml', good: message},
  'broadcast plan --to': {line: 'broadcast plan --text Hi --to in.csv', file: 'in.csv', good: list},
  'broadcast plan --not-to': {
    line: 'broadcast plan --text Hi --all --not-to in.csv',
    file: 'in.csv',
    good: list,
  },
  'broadcast send --not-to': {
    line: 'broadcast send --text Hi --all --yes --again --not-to in.csv',
    file: 'in.csv',
    good: list,
  },
  'broadcast send message': {
    line: 'broadcast send in.yaml --all --yes --again',
    file: 'in.yaml',
    good: message,
  },
  'broadcast send --to': {
    line: 'broadcast send --text Hi --yes --again --to in.csv',
    file: 'in.csv',
    good: list,
  },
  'broadcast send --targeting': {
    line: 'broadcast send --text Hi --via broadcast-api --force --targeting in.yaml',
    file: 'in.yaml',
    good: 'labels: [Zoë]\n',
    fails: 'ended',
  },
  'broadcast resume --echoes': {
    line: 'broadcast resume last --in-doubt check --echoes in.ndjson',
    file: 'in.ndjson',
    good: recording,
    fails: 'no run',
  },
  'broadcast report --echoes': {
    line: 'broadcast report last --echoes in.ndjson',
    file: 'in.ndjson',
    good: recording,
    fails: 'no run',
  },
  'broadcast report --events': {
    line: 'broadcast report last --events in.ndjson',
    file: 'in.ndjson',
    good: recording,
    fails: 'no run',
  },
  'broadcast estimate --targeting': {
    line: 'broadcast estimate --force --targeting in.yaml',
    file: 'in.yaml',
    good: 'labels: [Zoë]\n',
    fails: 'ended',
  },
  'creative create file': {
    line: 'creative create in.yaml --force',
    file: 'in.yaml',
    good: message,
    fails: 'ended',
  },
  'sponsored send message': {
    line: 'sponsored send in.yaml --force',
    file: 'in.yaml',
    good: message,
    fails: 'ended',
  },
  'sponsored send --targeting': {
    line: 'sponsored send 1 --force --targeting in.yaml',
    file: 'in.yaml',
    good: 'geo_locations: {countries: [Zoë]}\n',
    fails: 'ended',
  },
  'preview message': {line: 'preview in.yaml', file: 'in.yaml', good: message, fails: 'waits'},
  'preview --to': {line: 'preview --text Hi --to in.csv', file: 'in.csv', good: list, fails: 'waits'},
  'id match --from': {line: 'id match --from in.csv', file: 'in.csv', good: list},
  'code generate --from': {line: 'code generate --from in.csv', file: 'in.csv', good: 'ref,name\nété,Zoë\n'},
  'trigger event': {line: 'trigger in.json', file: 'in.json', good: delivery, fails: 'nothing listens'},
  'replay recording': {
    line: 'replay in.ndjson',
    file: 'in.ndjson',
    good: recording,
    fails: 'nothing listens',
  },
  'signed-request verify text': {
    line: 'signed-request verify -',
    file: '-',
    good: 'Zoë.Zoë',
    fails: 'no app',
  },
  'emulator import file': {
    line: 'emulator import in.json --yes',
    file: 'in.json',
    good: '{"é":1}',
    fails: 'no run',
  },
  'emulator test files': {
    line: 'emulator test in.yaml',
    file: 'in.yaml',
    good: 'steps:\n  - say: Zoë\n  - expect: Zoë\n',
    fails: 'no bot',
  },
  'api --from': {
    line: 'api POST me/custom_labels --from in.json',
    file: 'in.json',
    good: '{"page_label_name":"Zoë"}',
  },
}
