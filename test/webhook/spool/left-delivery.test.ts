import {expect, test} from 'vitest'
import {toWireForm} from '../../../src/platform/signature.ts'
import {deliveryHeaders} from '../../../src/platform/webhook-delivery.ts'
import {leftDelivery} from '../../../src/webhook/spool/left-delivery.ts'

const secret = '0123456789abcdef0123456789abcdef'
const body = toWireForm({
  object: 'page',
  entry: [{id: '1', time: 1, messaging: [{sender: {id: '2'}, message: {mid: 'm', text: 'ä'}}]}],
})
const item = {message: {mid: 'm', text: 'ä'}}
const rawHeaders = Object.entries(deliveryHeaders(body, secret)).flat()
const kept = {done: () => {}, read: async () => ({rawHeaders, body})}

const read = (appSecrets: readonly string[], given = {rawHeaders, body}) =>
  leftDelivery({...given, ...kept}, {path: '/webhook', verifyToken: 'v', appSecrets, requireSignature: true})

test('what an earlier process accepted is checked again, against the app secrets of today', () => {
  const left = read(['another', secret])

  expect(left).toMatchObject({signature: 'valid', notice: undefined, rawHeaders, body, kept})
  expect(left.events).toMatchObject([{field: 'messages', mid: 'm', item}])
})

test('it stays accepted, as unchecked, when no app secret of today fits', () => {
  for (const appSecrets of [[], ['another']]) {
    const {signature, events} = read(appSecrets)
    expect(signature).toBe('unchecked')
    expect(events).toMatchObject([{field: 'messages', mid: 'm', item}])
  }
  // As it comes from no platform: not ASCII.
  const plain = Buffer.from(JSON.stringify(JSON.parse(body.toString())))
  expect(read([], {rawHeaders: [], body: plain}).events).toMatchObject([{item}])
})
