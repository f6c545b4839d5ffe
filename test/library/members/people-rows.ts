import {expect} from 'vitest'
import {ada, label, type Row, withoutDefaultApp} from './scene.ts'

const helpdesk = '998877665544332'
const success = {success: true}
const newsletter = {id: label, name: 'Newsletter'}
const cursors = {cursors: {before: expect.any(String), after: expect.any(String)}}

export const peopleRows: readonly Row[] = [
  {
    member: 'Client#createCustomLabel',
    method: '`customLabels.create`',
    command: '`msgr label create`',
    use: ({client}) => client.createCustomLabel('VIP'),
    yields: {id: expect.any(String)},
    run: ({json}) => json(['label', 'create', 'Regulars']),
    prints: expect.objectContaining({created: true}),
  },
  {
    member: 'Client#getCustomLabelById',
    method: '`customLabels.get`',
    command: '`msgr label get`',
    use: ({client}) => client.getCustomLabelById(label),
    yields: expect.objectContaining(newsletter),
    run: ({json}) => json(['label', 'get', label]),
    prints: {id: label, name: 'Newsletter'},
  },
  {
    member: 'Client#getCustomLabelsByPsid',
    method: '`customLabels.of`',
    command: '`msgr label of`',
    use: ({client}) => client.getCustomLabelsByPsid(ada),
    yields: {data: [expect.objectContaining(newsletter)], paging: cursors},
    run: ({json}) => json(['label', 'of', ada]),
    prints: [{id: label, name: 'Newsletter'}],
  },
  {
    member: 'Client#getAllCustomLabels',
    method: '`customLabels.list`',
    command: '`msgr label list`',
    use: ({client}) => client.getAllCustomLabels(),
    yields: {data: expect.arrayContaining([expect.objectContaining(newsletter)]), paging: cursors},
    run: ({json}) => json(['label', 'list']),
    prints: expect.arrayContaining([{id: label, name: 'Newsletter'}]),
  },
  {
    member: 'Client#deleteCustomLabel',
    method: '`customLabels.delete`',
    command: '`msgr label delete`',
    use: ({client}) => client.deleteCustomLabel(label),
    yields: success,
    run: ({json}) => json(['label', 'delete', 'Beta testers', '--yes']),
    prints: {id: '1712000000000002', deleted: true},
  },
  {
    member: 'Client#addPsidtoCustomLabel',
    method: '`customLabels.assign`',
    command: '`msgr label assign`',
    use: ({client}) => client.addPsidtoCustomLabel(ada, label),
    yields: success,
    run: ({json}) => json(['label', 'assign', 'Newsletter', ada]),
    prints: expect.objectContaining({people: [expect.objectContaining({psid: ada, done: true})]}),
  },
  {
    member: 'Client#removePsidfromCustomLabel',
    method: '`customLabels.unassign`',
    command: '`msgr label unassign`',
    use: ({client}) => client.removePsidfromCustomLabel(ada, label),
    yields: success,
    run: ({json}) => json(['label', 'unassign', 'Newsletter', ada]),
    prints: expect.objectContaining({people: [expect.objectContaining({psid: ada, done: true})]}),
  },
  {
    member: 'Client#getUserProfile',
    method: '`users.get`',
    command: '`msgr user get`',
    use: ({client}) => client.getUserProfile(ada, ['first_name', 'locale']),
    yields: {id: ada, first_name: 'Ada', locale: 'sv_SE'},
    run: ({json}) => json(['user', 'get', ada, '--fields', 'first_name,locale']),
    prints: {id: ada, firstName: 'Ada', locale: 'sv_SE'},
  },
  {
    member: 'Client#getMatchingPsids',
    method: '`idMatching.idsForPages`',
    command: '`msgr id match`',
    use: ({client}) => client.getMatchingPsids(ada, 'PSID'),
    yields: {
      data: [
        {
          id: expect.any(String),
          page: expect.objectContaining({name: 'Acme Support', id: expect.any(String)}),
        },
      ],
      paging: cursors,
    },
    run: ({json}) => json(['id', 'match', ada]),
    prints: expect.anything(),
  },
  {
    member: 'Client#getMatchingAsids',
    method: '`idMatching.idsForApps`',
    command: '`msgr id match`, `msgr id match --asid`',
    use: ({client}) => client.getMatchingAsids('10152368852405295', 'ASID'),
    yields: expect.objectContaining({
      data: [
        {id: expect.any(String), app: expect.objectContaining({id: helpdesk, link: expect.any(String)})},
      ],
    }),
    run: ({json}) => json(['id', 'match', '10152368852405295', '--asid']),
    prints: expect.anything(),
  },
  {
    member: 'Client#getThreadOwner',
    method: '`threadControl.owner`',
    command: '`msgr thread owner`',
    use: ({client}) => client.getThreadOwner(ada),
    yields: {data: [{thread_owner: expect.objectContaining({app_id: '1234567890123456'})}]},
    run: ({json}) => json(['thread', 'owner', ada]),
    prints: expect.objectContaining({appId: '1234567890123456'}),
  },
  {
    member: 'Client#passThreadControl',
    method: '`threadControl.pass`',
    command: '`msgr thread pass`',
    use: ({client}) => client.passThreadControl(ada, 'page_inbox', 'wants a refund'),
    yields: success,
    run: ({json}) =>
      json(['thread', 'pass', '6411223345556680', 'page_inbox', '--metadata', 'wants a refund', '--yes']),
    prints: expect.objectContaining({psid: '6411223345556680'}),
  },
  {
    member: 'Client#takeThreadControl',
    method: '`threadControl.take`',
    command: '`msgr thread take`',
    use: async ({client}) => {
      await client.passThreadControl(ada, helpdesk)
      return client.takeThreadControl(ada, 'back')
    },
    yields: success,
    run: async ({client, json}) => {
      await client.passThreadControl(ada, helpdesk)
      return json(['thread', 'take', ada])
    },
    prints: expect.objectContaining({psid: ada}),
  },
  {
    member: 'Client#requestThreadControl',
    method: '`threadControl.request`',
    command: '`msgr thread request`',
    use: async ({client, world}) => {
      withoutDefaultApp(world)
      await client.passThreadControl(ada, helpdesk)
      return client.requestThreadControl(ada, 'please')
    },
    yields: success,
    run: async ({client, json, world}) => {
      withoutDefaultApp(world)
      await client.passThreadControl(ada, helpdesk)
      return json(['thread', 'request', ada])
    },
    prints: expect.objectContaining({psid: ada}),
  },
  {
    member: 'Client#getSecondaryReceiverList',
    method: '`threadControl.secondaryReceivers`',
    command: '`msgr thread receivers`',
    asOf: '2019-06-01',
    use: ({client}) => client.getSecondaryReceiverList(ada),
    yields: {data: [{id: helpdesk, name: 'Acme helpdesk'}], paging: cursors},
    run: ({json}) => json(['thread', 'receivers']),
    prints: [{id: helpdesk, name: 'Acme helpdesk'}],
  },
]
