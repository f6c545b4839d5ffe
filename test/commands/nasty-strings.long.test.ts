import {execFile} from 'node:child_process'
import {promisify} from 'node:util'
import {expect} from 'vitest'
import {commandIn, fakeLineIn, nasty, nastyInFiles, obeyedIn} from '../helpers/nasty-strings.ts'
import {patiently} from '../helpers/patience.ts'
import {hasPrograms} from '../helpers/programs.ts'
import {startRules} from '../helpers/rules-server.ts'
import {type RunOptions, test, type World} from '../helpers/world.ts'
import {listening} from './listen/listening.ts'

const ada = '6411223344556677'
const page = '109876543210987'
const person = {id: ada, name: nasty, first_name: nasty, last_name: nasty, locale: nasty}
const message = {
  id: `m_1 ${nasty}`,
  created_time: '2026-11-28T10:00:00+0000',
  from: {id: ada, name: nasty},
  message: nasty,
  attachments: {data: [{id: '1', mime_type: nasty, name: nasty}]},
}
const template = {
  id: '7',
  name: nasty,
  language: 'en',
  status: nasty,
  category: nasty,
  components: [{type: 'BODY', text: nasty}],
}

/** A platform on which everything that people, Pages and other apps can name is named so. */
const platform = [
  {
    path: '/me/accounts',
    answer: {data: [{id: page, name: nasty, category: nasty, tasks: [nasty], access_token: 'EAABshop'}]},
  },
  {path: '/custom_labels', answer: {data: [{id: '1', page_label_name: nasty}]}},
  {
    path: '/personas',
    answer: {data: [{id: '2', name: nasty, profile_picture_url: `https://x.example/${nasty}`}]},
  },
  {
    path: '/messenger_profile',
    answer: {
      data: [
        {
          greeting: [{locale: 'default', text: nasty}],
          persistent_menu: [
            {locale: 'default', call_to_actions: [{type: 'postback', title: nasty, payload: nasty}]},
          ],
        },
      ],
    },
  },
  {path: '/message_templates', answer: {data: [template]}},
  {path: '/message_template_library', answer: {data: [template]}},
  {path: '/thread_owner', answer: {data: [{thread_owner: {app_id: nasty, expiration: nasty}}]}},
  {
    path: '/subscribed_apps',
    answer: {data: [{id: '3', name: nasty, link: nasty, subscribed_fields: [nasty]}]},
  },
  {path: '/7\\?', answer: template},
  {
    path: '/debug_token',
    answer: {
      data: {
        is_valid: true,
        app_id: '123',
        application: nasty,
        type: nasty,
        profile_id: page,
        scopes: [nasty],
      },
    },
  },
  {path: '/sticker_search', answer: {data: [{id: '4', label: nasty, name: nasty, preview_uri: nasty}]}},
  {
    path: '/custom_user_settings',
    answer: {
      data: [
        {
          psid: ada,
          user_level_persistent_menu: [
            {locale: 'default', call_to_actions: [{type: 'postback', title: nasty, payload: nasty}]},
          ],
        },
      ],
    },
  },
  {
    path: '/insights',
    answer: {
      data: [
        {name: 'page_fans', period: 'day', title: nasty, values: [{value: {[nasty]: 1}, end_time: nasty}]},
      ],
    },
  },
  {path: '/t_1', answer: {data: [message]}},
  {
    path: '/conversations',
    answer: {
      data: [
        {
          id: 't_1',
          updated_time: '2026-11-28T10:00:00+0000',
          participants: {data: [person, {id: page, name: nasty}]},
          messages: {data: [message]},
        },
      ],
    },
  },
  {method: 'GET', path: `/${ada}\\?`, answer: person},
  {method: 'GET', path: '/1\\?', answer: {id: '1', page_label_name: nasty}},
  {method: 'GET', path: '/2\\?', answer: {id: '2', name: nasty, profile_picture_url: nasty}},
  {method: 'GET', path: '/me\\?', answer: {id: page, name: nasty, category: nasty}},
  {
    path: '',
    status: 400,
    answer: {
      error: {
        message: `(#100) ${nasty}`,
        type: nasty,
        code: 100,
        fbtrace_id: nasty,
        error_user_title: nasty,
        error_user_msg: nasty,
      },
    },
  },
]

const error = platform.at(-1)?.answer
/** The same, in a bad mood. */
const refusing = [{path: '', status: 400, answer: error ?? {}}]
const broken = [
  {path: '', status: 502, answer: `<html><title>${nasty}</title></html>`, headers: {'x-fb-trace-id': 'A<b>'}},
]

/** Every command that prints what others wrote. */
const reading = [
  'whoami',
  'doctor',
  'page list --with-token',
  'page plan page.yaml',
  'page pull',
  'profile get',
  'profile diff profile.yaml',
  'profile pull',
  `profile menu get ${ada}`,
  'label list',
  'label get 1',
  `label of ${ada}`,
  'label plan labels.csv --create-missing',
  'persona list',
  'persona get 2',
  'template list',
  'template get 7',
  'sticker search cat',
  'conversation list',
  `conversation messages ${ada}`,
  'conversation export',
  `user get ${ada}`,
  `thread owner ${ada}`,
  'webhook status',
  'insights get page_messages_new_conversations_unique --since 7d',
  'broadcast plan --to people.csv --text {{first_name}}',
  'api GET me/custom_labels',
]
/** Those that change something, which the platform refuses, and what is read of it afterwards. */
const changing = [
  `send text ${ada} Hi`,
  'broadcast send --to people.csv --text {{first_name}} --yes',
  'broadcast status last',
  'broadcast report last',
  'broadcast list',
  'label create VIP',
  'label import labels.csv --create-missing --yes',
  'page apply page.yaml --yes',
  'profile set profile.yaml --yes',
  `user block ${ada} --yes`,
  'id match --from people.csv',
  'label export',
]
/** Those that complain about files and words. */
const complaining = [
  'profile validate bad.yaml',
  'page validate bad.yaml',
  'page validate broken.yaml',
  'label plan bad.csv --create-missing',
  'broadcast plan --to bad.csv --text {{first_name}}',
  `send template ${ada} bad.yaml`,
  'code generate --from refs.csv --out-dir codes --overwrite',
  'config show --config named.yaml',
  'use --config pages.yaml nobody',
  'whoami --page nobody --config pages.yaml',
  ['label', 'get', nastyInFiles],
  ['profile', 'validate', `${nastyInFiles}.yaml`],
  ['send', 'text', ada, nastyInFiles, '--persona', nastyInFiles],
  [nastyInFiles],
  ['label', nastyInFiles],
  ['label', 'list', `--${nastyInFiles}`],
  ['broadcast', 'status', nastyInFiles],
  ['api', 'GET', nastyInFiles],
]

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

async function writeFiles(world: World) {
  await world.write('people.csv', `psid,first_name\n${ada},${quoted(nastyInFiles.slice(0, 900))}\n`)
  await world.write('labels.csv', `psid,label\n${ada},${quoted(nastyInFiles)}\n`)
  await world.write('bad.csv', `psid,first_name,label\n${quoted(nastyInFiles)},x,y\n`)
  await world.write('refs.csv', `ref,name\nspring,${quoted(nastyInFiles)}\n`)
  const text = JSON.stringify(nastyInFiles)
  const key = JSON.stringify(nastyInFiles.slice(0, 300))
  const beginning = JSON.stringify(nastyInFiles.slice(0, 150))
  await world.write('page.yaml', `labels: [${text}]\n`)
  await world.write('profile.yaml', `greeting: [{locale: default, text: ${beginning}}]\n`)
  await world.write(
    'bad.yaml',
    `${key}: 1\nlabels: [{a: ${text}}]\ngreeting: [{locale: ${text}, text: ${text}}]\n`,
  )
  await world.write('broken.yaml', `labels: [\n${nastyInFiles}: {`)
  await world.write(
    'named.yaml',
    `page: ${text}\nversion: ${text}\npages: {${key}: {pageId: ${text}, token: 2}}\n`,
  )
  await world.write('pages.yaml', `pages: {${key}: {pageId: "1"}, shop: {pageId: "2"}}\n`)
}

const terminal: RunOptions = {terminals: {stdout: true, stderr: true}, columns: 100_000}
const app = {MSGR_APP_ID: '123', MSGR_APP_SECRET: '0123456789abcdef0123456789abcdef'}
const ciJob = {GITHUB_ACTIONS: 'true'}
const csv = (line: string | readonly string[]) => [
  ...(typeof line === 'string' ? line.split(' ') : line),
  '--format',
  'csv',
]

/** Whose texts are nasty, and what is typed then. */
const situations = [
  ['people, Pages and other apps', platform, [...reading, ...changing]],
  ['files and words', platform, complaining],
  ['refusals', refusing, [...reading, ...changing]],
  ['pages of something else', broken, ['whoami', ...changing]],
] as const

/** They run several hundred command lines. */
const inTime = {timeout: patiently(120_000)}

test.for(situations)(
  'the texts of %s are obeyed by no terminal, fake no line, and command no CI job',
  inTime,
  async ([of, rules, lines], {bareWorld: world}) => {
    await writeFiles(world)
    const {env} = await startRules(rules)
    const summary = await world.write('summary.md', '')
    const found: string[] = []
    for (const line of lines) {
      const run = async (how: string, words: string | readonly string[], options: RunOptions) => {
        const {out, err, code} = await world.msgr(words, {
          ...options,
          stdin: 'EAABuser1234567890',
          env: {...env, ...app, ...options.env},
        })
        const isPipe = options.terminals === undefined
        const faults = [
          obeyedIn(err) ?? fakeLineIn(err),
          isPipe ? undefined : obeyedIn(out),
          isPipe && how.includes('CSV') ? undefined : fakeLineIn(out),
          how.includes('CI') ? (commandIn(out) ?? commandIn(err)) : undefined,
          code === 70 ? err : undefined,
        ]
        for (const fault of faults)
          if (fault !== undefined) found.push(`${how}: ${JSON.stringify(words).slice(0, 80)}: ${fault}`)
      }
      if (rules !== platform || lines === complaining) {
        await run('a terminal in a CI job', line, {...terminal, env: ciJob})
        continue
      }
      await run('a terminal', line, terminal)
      await run('a CI job', line, {env: {...ciJob, GITHUB_STEP_SUMMARY: summary}})
      if (!reading.includes(`${line}`)) continue
      await run('CSV at a terminal', csv(line), terminal)
      await run('CSV in a CI job', csv(line), {env: ciJob})
    }
    expect(found).toEqual([])
    if (!of.startsWith('people')) return
    const markdown = await world.read('summary.md')
    expect(markdown).toContain('### msgr page plan')
    expect([obeyedIn(markdown), fakeLineIn(markdown)]).toEqual([undefined, undefined])
  },
)

test('programs get the texts of others as they are', async ({bareWorld: world}) => {
  const {env} = await startRules(platform)
  for (const line of [
    'label list',
    `conversation messages ${ada}`,
    `user get ${ada}`,
    'api GET me/custom_labels',
  ]) {
    const {out} = await world.msgr(`${line} --json`, {env: {...env, ...ciJob}})
    expect(out, line).toContain(JSON.stringify(nasty).replaceAll(/##(?=\[|vso|team)/g, '\\u0023#'))
    expect(JSON.stringify(JSON.parse(out)), line).toContain(JSON.stringify(nasty))
  }
})

test('Tab offers no name that cannot be typed, and shows none of others as it is', async ({
  bareWorld: world,
}) => {
  const typeable = {id: '8', page_label_name: 'VIP "$(id)" `x`'}
  const labels = {data: [{id: '1', page_label_name: nasty}, {id: '9', page_label_name: 'a\nfiles'}, typeable]}
  const {env} = await startRules([
    {path: '/custom_labels', answer: labels},
    {path: '/personas', answer: {data: [{id: '2', name: nasty}]}},
  ])

  const offered = await world.msgr(['__complete', 'zsh', '--', 'label', 'get', ''], {env})
  const described = await world.msgr(['__complete', 'fish', '--', 'persona', 'get', ''], {env})

  expect(offered.out).toBe('values\nVIP "$(id)" `x`\t8\n')
  expect(described.out).toMatch(/^values\n2\tAda .*\n$/)
  expect(obeyedIn(described.out.replaceAll('\t', ''))).toBeUndefined()
})

test('what people write to the Page is obeyed nowhere while it is received', async ({bareWorld: world}) => {
  const event = (message: object) => ({
    object: 'page',
    entry: [{id: page, messaging: [{sender: {id: nasty}, recipient: {id: page}, timestamp: 1, message}]}],
  })
  const messages = [
    {mid: nasty, text: nasty},
    {
      mid: 'm_2',
      text: '::error::FAKE-LINE',
      attachments: [{type: nasty, payload: {title: nasty, url: nasty}}],
    },
    {mid: 'm_3', text: '##[add-mask]Ada', quick_reply: {payload: nasty}, reply_to: {mid: nasty}},
  ]
  for (const [flag, options] of [
    ['--chat', {env: ciJob}],
    ['--path=/webhook', {env: ciJob}],
    ['--chat', terminal],
    ['--path=/webhook', terminal],
  ] as const) {
    const {post, send, ended} = await listening(world, [flag], {
      ...options,
      env: {...ciJob, NO_COLOR: '1'},
    })
    for (const message of messages) expect(await post(event(message))).toBe(200)
    expect(
      await post({object: nasty, entry: [{id: nasty, changes: [{field: nasty, value: {text: nasty}}]}]}),
    ).toBe(200)
    expect(await post(event({mid: 'm_4', text: nasty}), 'forged')).not.toBe(200)
    send('SIGINT')
    const {out, err} = await ended

    expect(out, flag).toContain('FAKE')
    expect(obeyedIn(err), flag).toBeUndefined()
    if ('terminals' in options) expect(obeyedIn(out), flag).toBeUndefined()
    for (const text of [out, err]) {
      expect(fakeLineIn(text), flag).toBeUndefined()
      expect(commandIn(text), flag).toBeUndefined()
    }
  }
})

test('a name of others stays one word of a command line in bash, in quotation marks too', async ({
  bareWorld: world,
}) => {
  if (!hasPrograms('names in bash', 'bash')) return
  const name = `x"; touch owned $(id) \`id\` \\ 'q' &, :`
  await world.write('name', `values\n${name}\t7\n`)
  const {out: script} = await world.msgr('completion bash')
  await world.write('completion', script)
  const tries = ['', '"', "'"].map(
    mark => `COMP_WORDS=(msgr label get ${mark === '' ? "''" : `$'\\${mark}'`}); COMP_CWORD=3; _msgr 2>/dev/null
      eval "set -- ${mark === '"' ? '\\"' : mark}\${COMPREPLY[0]}${mark === '"' ? '\\"' : mark}"; printf '%s\\n' "$#" "$1"`,
  )
  await world.write('try', `msgr() { cat name; }; source completion\n${tries.join('\n')}\n`)
  const {stdout} = await promisify(execFile)('bash', ['try'], {cwd: world.folder})

  expect(stdout).toBe(`1\n${name}\n`.repeat(3))
})
