import {describe, expect} from 'vitest'
import type {FaultEffect} from '../../../src/emulator/graph/faults.ts'
import {type Asking, test} from '../asking.ts'

const ada = '6411223344556677'

/** Sends once while a fault is there; what the client sees of it, and what the platform really accepted. */
async function sendOnce(asking: Asking, effect: FaultEffect) {
  const {ask, emulator} = asking
  await emulator.admin('POST', 'faults', {method: 'POST', path: '/me/messages', times: 1, effect})
  const body = {recipient: {id: ada}, messaging_type: 'RESPONSE', message: {text: 'Hi'}}
  const seen = await ask('POST /v26.0/me/messages', {body}).catch((error: Error) => error)
  const accepted = await emulator.admin('GET', 'sent')
  return {seen, accepted: accepted.length}
}

describe('whoever sends is left in doubt, on demand: the message is accepted, and', () => {
  test('no answer comes, until the connection breaks', async ({start}) => {
    const {seen, accepted} = await sendOnce(await start(), {kind: 'withhold', ms: 50})
    expect(seen).toBeInstanceOf(TypeError)
    expect(accepted).toBe(1)
  })

  test('the connection is reset', async ({start}) => {
    const {seen, accepted} = await sendOnce(await start(), {kind: 'reset', accept: true})
    expect(seen).toBeInstanceOf(TypeError)
    expect(accepted).toBe(1)
  })

  test('the answer is a 500 of a machine in between', async ({start}) => {
    const {seen, accepted} = await sendOnce(await start(), {kind: 'status', status: 500, accept: true})
    // It is no JSON.
    expect(seen).toBeInstanceOf(SyntaxError)
    expect(accepted).toBe(1)
  })

  test('the answer is 1/1357046', async ({start}) => {
    const {seen, accepted} = await sendOnce(await start(), {
      kind: 'error',
      code: 1,
      subcode: 1357046,
      accept: true,
    })
    expect(seen).toMatchObject({body: {error: {code: 1, error_subcode: 1357046}}})
    expect(accepted).toBe(1)
  })

  test('without `accept` the same faults mean that nothing was sent', async ({start}) => {
    const asking = await start()
    const effects: FaultEffect[] = [{kind: 'reset'}, {kind: 'status', status: 500}, {kind: 'error', code: 1}]
    for (const effect of effects) expect((await sendOnce(asking, effect)).accepted).toBe(0)
  })
})
