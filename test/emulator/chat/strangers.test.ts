import {request} from 'node:http'
import {describe, expect} from 'vitest'
import {test} from '../asking.ts'

const ada = '6411223344556677'

/** One request with exactly these headers, as neither fetch nor a browser lets a test choose them. */
function raw(
  url: string,
  method: string,
  headers: Record<string, string>,
): Promise<{status: number; text: string}> {
  return new Promise((resolve, reject) => {
    const sent = request(url, {method, headers, agent: false}, answer => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', chunk => (text += chunk))
      answer.on('end', () => resolve({status: answer.statusCode ?? 0, text}))
    })
    sent.on('error', reject)
    sent.end()
  })
}

const places = [
  '/',
  '/v26.0/me',
  '/me/messages',
  '/_msgr/chat',
  '/_msgr/health',
  '/_msgr/stream',
  '/_msgr/page/a.js',
]

describe('a stranger is refused everywhere', () => {
  test.for(places)('under another host name: %s', async (place, {start}) => {
    const {url} = (await start()).emulator
    const answer = await raw(url + place, 'GET', {host: 'evil.example'})
    expect(answer).toEqual({status: 403, text: expect.stringContaining('at the host \\"evil.example\\"')})
  })

  test.for(places)('as a page of another origin: %s', async (place, {start}) => {
    const {url} = (await start()).emulator
    for (const origin of ['http://evil.example', 'null', url.replace(/\d+$/, '1')]) {
      expect(await raw(url + place, 'GET', {origin})).toMatchObject({status: 403})
      expect(await raw(url + place, 'POST', {origin})).toMatchObject({status: 403})
    }
  })

  test('and cannot have the emulator looked into by a page that embeds it', async ({start}) => {
    const {url} = (await start()).emulator
    const headers = {'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors'}
    expect((await raw(`${url}/_msgr/chat`, 'GET', headers)).status).toBe(403)
    expect((await raw(`${url}/_msgr/pictures/${ada}.svg`, 'GET', headers)).status).toBe(200)
  })
})

describe('a browser', () => {
  test('changes nothing without the token of the page, and a program needs none', async ({start}) => {
    const {url, world} = (await start()).emulator
    const say = `${url}/_msgr/people/${ada}/block`
    for (const headers of [
      {origin: url},
      {'sec-fetch-site': 'same-origin'},
      {origin: url, 'x-msgr-token': 'no'},
    ])
      expect((await raw(say, 'POST', headers as Record<string, string>)).status).toBe(403)
    expect(world.state.people.get(ada)?.hasBlockedPage).toBe(false)
    expect((await raw(say, 'POST', {})).status).toBe(200)
    expect(world.state.people.get(ada)?.hasBlockedPage).toBe(true)
  })

  test('never gets leave for other origins', async ({start}) => {
    const {url} = (await start()).emulator
    for (const place of places.filter(each => each !== '/_msgr/stream')) {
      const answer = await fetch(url + place)
      expect([...answer.headers.keys()].filter(name => name.startsWith('access-control'))).toEqual([])
    }
  })
})
