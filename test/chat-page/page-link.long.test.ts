import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {describe, expect, onTestFinished} from 'vitest'
import {openEmulator} from '../../src/emulator/index.ts'
import {launchBrowser, watch} from '../helpers/browser.ts'
import {freePort} from '../helpers/free-port.ts'
import {patiently} from '../helpers/patience.ts'
import {messagesIn} from '../helpers/probe.ts'
import {closeAtEnd, test} from './conversing.ts'

closeAtEnd()

describe('the page and its emulator', () => {
  test('ask nobody else for anything, and break no policy', async ({open}) => {
    const {page, send, emulator, requested, complaints} = await open()
    await send({
      attachment: {
        type: 'template',
        payload: {
          template_type: 'generic',
          elements: [{title: 'Hat', image_url: 'https://example.com/hat.png', buttons: []}],
        },
      },
    }).catch(() => {})
    await send({attachment: {type: 'image', payload: {url: 'https://example.com/cat.png'}}}).catch(() => {})
    await send({text: 'https://example.com/ <img src="https://example.com/x.png"><script>alert(1)</script>'})
    await page.getByRole('article').getByText('alert(1)').waitFor()
    await page
      .getByRole('button', {name: /POST \/me\/messages/})
      .last()
      .click()
    await page.getByRole('region', {name: 'Details'}).getByText('curl', {exact: true}).waitFor()

    expect(requested.filter(url => !url.startsWith(`${emulator.url}/`))).toEqual([])
    expect(requested.length).toBeGreaterThan(8)
    expect(complaints).toEqual([])
  })

  test('find each other again when the emulator was started anew', async ({open}) => {
    await open()
    const port = await freePort()
    const first = await openEmulator({folder: '', isEphemeral: true, port})
    const browser = await launchBrowser()
    onTestFinished(() => browser.close())
    const page = await browser.newPage()
    page.setDefaultTimeout(patiently(12_000))
    await page.goto(first.url)
    const message = page.getByRole('textbox', {name: /^Message to/})
    await message.fill('a draft')

    await first.close()
    await page.getByRole('alert').getByText('The emulator does not answer').waitFor()
    expect(await page.getByText('Hi! Do you open on Sundays?').first().isVisible()).toBe(true)
    const second = await openEmulator({folder: '', isEphemeral: true, port})
    onTestFinished(() => second.close())

    await page.getByText('The emulator is back').waitFor()
    expect(await page.getByRole('alert').textContent()).toBe('')
    expect(await message.inputValue()).toBe('a draft')
    await message.press('Enter')
    await page.getByRole('article').getByText('a draft').waitFor()
    await second.admin('POST', `people/${new URL(page.url()).searchParams.get('psid')}/say`, {
      text: 'live again',
    })
    await page.getByRole('article').getByText('live again').waitFor()
  })

  test('keep a page of another origin from reading and changing anything', async ({open}) => {
    const {page, emulator, psid} = await open()
    const stranger = createServer((_, response) =>
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>Stranger</title>'),
    )
    await new Promise<void>(resolve => stranger.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void stranger.close())
    const foreign = await page.context().newPage()
    await foreign.goto(`http://127.0.0.1:${(stranger.address() as AddressInfo).port}/`)
    const before = messagesIn(emulator).length

    const tried = await foreign.evaluate(
      async ([url, to]) => {
        const attempt = async (path: string, init?: RequestInit) => {
          try {
            return (await (await fetch(url + path, init)).text()).slice(0, 40)
          } catch {
            return 'nothing'
          }
        }
        const said = {method: 'POST', body: '{"text":"intruder"}'}
        return [
          await attempt('/'),
          await attempt('/_msgr/chat'),
          await attempt('/_msgr/connection'),
          await attempt(`/_msgr/people/${to}/say`, said),
          // Without a question beforehand, and without an answer to read.
          await attempt(`/_msgr/people/${to}/say`, {...said, mode: 'no-cors'}),
          await attempt('/_msgr/reset', {method: 'POST', mode: 'no-cors'}),
        ]
      },
      [emulator.url, psid] as const,
    )
    const framed = await foreign.evaluate(
      url =>
        new Promise<boolean>(resolve => {
          const frame = document.createElement('iframe')
          frame.src = url
          frame.onload = () => {
            try {
              resolve(frame.contentDocument?.title === 'msgr chat')
            } catch {
              resolve(false)
            }
          }
          document.body.append(frame)
        }),
      emulator.url,
    )

    expect(tried).toEqual(['nothing', 'nothing', 'nothing', 'nothing', '', ''])
    expect(messagesIn(emulator).length).toBe(before)
    expect(framed).toBe(false)
    const {complaints} = watch(page)
    await page.reload()
    await page.getByRole('heading', {level: 1}).waitFor()
    expect(complaints).toEqual([])
  })
})
