import {once} from 'node:events'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect, onTestFinished} from 'vitest'
import {test} from '../helpers/world.ts'

/** What a bot makes of the challenge, and what is said of it. */
const answers: readonly [answer: (challenge: string) => string, said: string][] = [
  [it => `${it}\n`, 'expected "N", got "N\\n": a line break after it'],
  [it => `\r\n${it}`, 'got "\\r\\nN": a line break before it'],
  [it => ` ${it} `, 'got " N ": white space before it and white space after it'],
  [it => `"${it}"`, 'got "\\"N\\"": quotes around it; answer with the bare text'],
  [it => `'${it}'\n`, 'quotes around it'],
  [it => `<html><body>${it}</body></html>`, 'it is wrapped in HTML'],
  [it => JSON.stringify({'hub.challenge': it}), 'it is wrapped in JSON'],
  [it => `[${it}]`, 'it is wrapped in JSON'],
  [it => `\ufeff${it}`, 'got "\\ufeffN": a byte order mark before it'],
  [it => `${it}${it}`, 'got "NN": more text after it'],
  [it => `OK ${it}`, 'got "OK N": more text before it'],
  [it => `${Number(it)}.0`, 'more text after it'],
  [it => Number(it).toExponential(), 'the same number in another form'],
  [it => [...it].join('\0'), 'it is encoded as UTF-16'],
  [it => `${it} for a marked-token`, 'got "N for a ***": more text after it'],
  [() => '', 'without the challenge'],
  [() => 'EVENT_RECEIVED', 'with "EVENT_RECEIVED", without the challenge'],
]

test('a webhook that answers with more than the challenge is told what is too much, by msgr and by the platform', async ({
  world,
}) => {
  let answer: (typeof answers)[number][0] = it => it
  const server = createServer((request, response) =>
    response.end(answer(new URL(request.url ?? '', 'http://bot').searchParams.get('hub.challenge') ?? '')),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close().closeAllConnections())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`

  for (const [next, said] of answers) {
    answer = next
    const set = `webhook set ${url} --verify-token marked-token --yes`
    const {code, err} = await world.msgr(set)
    // Two challenges: of the platform, and of the look that msgr takes then.
    const text = err.replaceAll(/\d{10}/g, 'N')
    expect(text, said).toContain(
      said.replace(/^expected/, 'it answers 200, but not with the challenge alone: expected'),
    )
    expect(text, said).toContain('(#2200)')
    expect(text, said).not.toContain('marked')
    expect(code).not.toBe(0)
  }
  answer = it => it
  expect((await world.msgr(`webhook set ${url} --verify-token marked-token --yes`)).code).toBe(0)
})
