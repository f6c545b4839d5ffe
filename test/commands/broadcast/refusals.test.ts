import {readFileSync} from 'node:fs'
import {describe, expect} from 'vitest'
import {caseFile} from '../../helpers/case-file.ts'
import {startRules} from '../../helpers/rules-server.ts'
import {test} from '../../helpers/world.ts'

interface Row {
  readonly code: number
  readonly subcode?: number
  readonly says: string
  readonly means: string
  readonly broadcast: 'stop' | 'skip' | 'fail' | 'in-doubt'
  readonly exit: number
  readonly hint?: string
}

const rows: readonly Row[] = JSON.parse(readFileSync(caseFile('refusals.json'), 'utf8'))
const first = '6411223344556677'
const second = '6411223345556680'

/** A platform that refuses the first person in this way and takes everybody else. */
const refusing = ({code, subcode, says}: Row) => {
  const error = {
    message: `(#${code}) ${says}`,
    type: 'OAuthException',
    code,
    ...(subcode !== undefined && {error_subcode: subcode}),
    fbtrace_id: 'Axx',
  }
  return startRules([
    {method: 'POST', path: '/messages', body_has: first, status: code < 3 ? 500 : 400, answer: {error}},
    {method: 'POST', path: '/messages', answer: {recipient_id: '1', message_id: 'm_$N'}},
    {method: 'GET', path: '/me\\?', answer: {id: '109876543210987', name: 'Acme Shop'}},
  ])
}

describe.for(rows)('$code/$subcode "$says" ($means)', row => {
  test('a broadcast to this person alone', async ({bareWorld}) => {
    const {env, calls} = await refusing(row)
    await bareWorld.write('one.txt', `${first}\n`)

    const {code, out} = await bareWorld.msgr('broadcast send --text Hi --to one.txt --yes --json', {env})
    const report = await bareWorld.msgr('broadcast report last', {env})

    expect(code).toBe(row.exit)
    expect(out + report.out).toContain(row.says)
    expect(out).toContain('Axx')
    if (row.hint !== undefined) expect(JSON.parse(out).hint).toContain(row.hint)
    expect(calls.filter(call => call.includes('/messages'))).toHaveLength(1)
  })

  test('goes on with the others, or stops at the first', async ({bareWorld}) => {
    const {env, calls} = await refusing(row)
    await bareWorld.write('two.txt', `${first}\n${second}\n`)

    const {out} = await bareWorld.msgr('broadcast send --text Hi --to two.txt --yes --json --width 1', {env})

    const stops = row.broadcast === 'stop'
    const outcomes = {skip: 'skipped', fail: 'failed', 'in-doubt': 'inDoubt', stop: 'remaining'} as const
    expect(JSON.parse(out)).toMatchObject({sent: stops ? 0 : 1, [outcomes[row.broadcast]]: stops ? 2 : 1})
    expect(calls.filter(call => call.includes('/messages'))).toHaveLength(stops ? 1 : 2)
  })

  test('a single send says the same', async ({bareWorld}) => {
    const {env, calls} = await refusing(row)

    const {code, err} = await bareWorld.msgr(`send text ${first} Hi`, {env})

    expect(code).toBe(row.broadcast === 'skip' || row.broadcast === 'fail' ? 1 : row.exit)
    expect(err).toContain(row.says)
    if (row.hint !== undefined) expect(err).toContain(row.hint)
    expect(calls.filter(call => call.includes('/messages'))).toHaveLength(1)
  })
})
