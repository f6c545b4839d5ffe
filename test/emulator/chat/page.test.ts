import {existsSync} from 'node:fs'
import {describe, expect} from 'vitest'
import {test} from '../asking.ts'

const isBuilt = existsSync(new URL('../../../dist/chat-page/index.html', import.meta.url))

describe('the chat page', () => {
  test('is served with its token and a strict policy, or said to be missing', async ({start}) => {
    const {url, world} = (await start()).emulator
    const answer = await fetch(url)
    const text = await answer.text()
    if (!isBuilt) {
      expect([answer.status, text]).toEqual([
        501,
        expect.stringContaining('The chat page is not part of this build'),
      ])
      return
    }
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
    const [, token = ''] = /name="msgr-token" content="([^"]{32})"/.exec(text) ?? []
    const acted = await fetch(`${url}/_msgr/people/6411223344556677/block`, {
      method: 'POST',
      headers: {origin: url, 'x-msgr-token': token},
    })
    expect(acted.status).toBe(200)
    expect(world.state.people.get('6411223344556677')?.hasBlockedPage).toBe(true)
    for (const [, file] of text.matchAll(/(?:src|href)="(\/_msgr\/page\/[^"]+)"/g)) {
      const asset = await fetch(url + file)
      expect([file, asset.status]).toEqual([file, 200])
    }
  })

  test('has no files but its own', async ({start}) => {
    const {url} = (await start()).emulator
    for (const path of ['..%2fmain.js', '%2e%2e/main.js', 'a/../../main.js', 'nothing.js', '.hidden'])
      expect((await fetch(`${url}/_msgr/page/${path}`)).status).toBe(404)
  })

  test('leaves calls to the root to the platform', async ({start}) => {
    const {ask} = await start()
    const {status, body} = await ask('GET /?ids=1')
    expect(status).toBe(400)
    expect(body.error).toBeDefined()
  })
})
