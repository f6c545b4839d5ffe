import {expect} from 'vitest'
import type {Row} from './scene.ts'

const metric = 'page_messages_new_conversations_unique'
const profile = {get_started: {payload: 'START'}, whitelisted_domains: ['https://shop.example.com']}

export const pageRows: readonly Row[] = [
  {
    member: 'Client#setMessengerProfile',
    method: '`messengerProfile.set`',
    command: '`msgr profile set`',
    use: ({client}) => client.setMessengerProfile(profile),
    yields: {result: 'success'},
    run: async ({json, world}) =>
      json(['profile', 'set', await world.write('profile.json', JSON.stringify(profile))]),
    prints: expect.objectContaining({set: expect.arrayContaining(Object.keys(profile))}),
  },
  {
    member: 'Client#getMessengerProfile',
    method: '`messengerProfile.get`',
    command: '`msgr profile get`',
    use: async ({client}) => {
      await client.setMessengerProfile(profile)
      return client.getMessengerProfile(['whitelisted_domains', 'greeting'])
    },
    yields: {data: [{whitelisted_domains: [expect.stringMatching('https://shop.example.com')]}]},
    run: async ({client, json}) => {
      await client.setMessengerProfile(profile)
      return json(['profile', 'get', 'get_started'])
    },
    prints: {get_started: {payload: 'START'}},
  },
  {
    member: 'Client#deleteMessengerProfile',
    method: '`messengerProfile.delete`',
    command: '`msgr profile delete`',
    use: async ({client}) => {
      await client.setMessengerProfile(profile)
      return client.deleteMessengerProfile(['whitelisted_domains'])
    },
    yields: {result: 'success'},
    run: async ({client, json}) => {
      await client.setMessengerProfile(profile)
      return json(['profile', 'delete', 'get_started', '--yes'])
    },
    prints: expect.objectContaining({deleted: ['get_started']}),
  },
  {
    member: 'Client#setNlpConfigs',
    method: '`nlpConfigs.set`',
    command: '`msgr nlp set`',
    use: ({client}) => client.setNlpConfigs({nlp_enabled: true, model: 'ENGLISH', verbose: true, n_best: 2}),
    yields: {success: true},
    run: ({json}) => json(['nlp', 'set', '--enable', '--model', 'ENGLISH', '--n-best', '2']),
    prints: expect.anything(),
  },
  {
    member: 'Client#getMessagingInsights',
    method: '`insights.get`',
    command: '`msgr insights get`',
    use: ({client}) => client.getMessagingInsights({metrics: [metric]}),
    yields: expect.objectContaining({
      data: expect.arrayContaining([
        expect.objectContaining({
          name: metric,
          period: 'day',
          values: expect.arrayContaining([{value: expect.any(Number), end_time: expect.any(String)}]),
        }),
      ]),
    }),
    run: ({json}) => json(['insights', 'get', metric]),
    prints: expect.anything(),
  },
  {
    member: 'Client#generateMessengerCode',
    method: '`messengerCodes.create`; alive: an m.me link as a QR code',
    command: '`msgr code generate`; as it was: `--via messenger-codes`',
    asOf: '2019-06-01',
    use: ({client}) => client.generateMessengerCode({ref: 'referral_ref', image_size: 500}),
    yields: {uri: expect.stringMatching(/^http/)},
    run: ({json}) => json(['code', 'generate', '--ref', 'shop', '--via', 'messenger-codes']),
    prints: expect.objectContaining({uri: expect.stringMatching(/^http/)}),
  },
]
