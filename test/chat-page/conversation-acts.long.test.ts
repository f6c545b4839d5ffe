import {describe, expect} from 'vitest'
import {personOf} from '../helpers/probe.ts'
import {seriousProblems} from './axe.ts'
import {closeAtEnd, test} from './conversing.ts'

closeAtEnd()

const picture =
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40"/></svg>'

describe('a person', () => {
  test('pastes one file, drops another, and sends what is left with a caption', async ({open}) => {
    const {page, emulator, psid} = await open()
    const hand = (kind: 'paste' | 'drop', name: string) =>
      page.evaluate(
        ([how, file]) => {
          const data = new DataTransfer()
          data.items.add(new File(['x'], file, {type: 'text/plain'}))
          const options = {bubbles: true, cancelable: true}
          const event =
            how === 'paste'
              ? new ClipboardEvent(how, {...options, clipboardData: data})
              : new DragEvent(how, {...options, dataTransfer: data})
          document.querySelector('textarea')?.dispatchEvent(event)
        },
        [kind, name] as const,
      )

    await hand('paste', 'pasted.txt')
    await hand('drop', 'dropped.txt')

    const files = page.getByRole('list', {name: 'Files to send'}).getByRole('listitem')
    await expect.poll(() => files.count()).toBe(2)
    await page.getByRole('button', {name: 'Remove pasted.txt'}).click()
    await page.getByLabel('Files to attach').setInputFiles([
      {name: 'lamp.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(picture)},
      {name: 'terms.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(1_250_000, 'x')},
    ])
    await expect
      .poll(() => files.allInnerTexts())
      .toEqual([
        expect.stringMatching(/dropped\.txt\s+less than 0\.01 MB/),
        expect.stringMatching(/lamp\.svg/),
        expect.stringMatching(/terms\.pdf\s+1\.25 MB/),
      ])
    const thumbnail = files.nth(1).locator('img')
    await expect.poll(() => thumbnail.evaluate(at => (at as HTMLImageElement).naturalWidth)).toBe(40)
    expect(await seriousProblems(page, '.composer')).toEqual([])

    await page.getByLabel('Message to Acme Shop').fill('Is this it?')
    await page.keyboard.press('Enter')

    await expect.poll(() => files.count()).toBe(0)
    await page.getByRole('article').getByText('Is this it?').waitFor()
    const {messages} = await emulator.admin('GET', `chat/${psid}`)
    const own = messages.filter(({from}) => from === 'person').slice(-4)
    expect(own.map(({text, message}) => text ?? JSON.stringify(message))).toEqual([
      expect.stringContaining('dropped.txt'),
      expect.stringContaining('lamp.svg'),
      expect.stringContaining('terms.pdf'),
      'Is this it?',
    ])
  })

  test('keeps a draft and its files while another conversation is open, and its text after a reload', async ({
    open,
  }) => {
    const {page} = await open()
    const text = page.getByLabel('Message to Acme Shop')
    const choose = (name: string) =>
      page.getByRole('complementary').or(page.locator('#people')).getByText(name).first().click()
    await text.fill('not yet')
    await page
      .getByLabel('Files to attach')
      .setInputFiles({name: 'lamp.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(picture)})
    await choose('Ben Okafor')
    await expect.poll(() => text.inputValue()).toBe('')
    await text.fill('for Ben')
    await choose('Nora Lund')
    await expect.poll(() => text.inputValue()).toBe('not yet')
    await page.getByRole('button', {name: 'Remove lamp.svg'}).waitFor()
    await page.reload()
    await expect.poll(() => text.inputValue()).toBe('not yet')
    await choose('Ben Okafor')
    await expect.poll(() => text.inputValue()).toBe('for Ben')
  })

  test('who writes as soon as there is a composer sees what they can do with it', async ({open}) => {
    const {page} = await open()
    await page.evaluate(() => {
      const first = document.querySelector('.composer-text')
      const observer = new MutationObserver(() => {
        const at = document.querySelector<HTMLTextAreaElement>('.composer-text')
        if (at === null || at === first) return
        observer.disconnect()
        at.value = 'quick'
        at.dispatchEvent(new InputEvent('input', {bubbles: true}))
        setTimeout(() => {
          const button = document.querySelector('.composer [aria-label=Send]')
          Object.assign(globalThis, {shown: button === null ? 'no button' : 'a button'})
        })
      })
      observer.observe(document.body, {childList: true, subtree: true})
    })

    await page.getByRole('button', {name: /^Ben Okafor/}).click()

    const shown = await page.waitForFunction(() => (globalThis as {shown?: string}).shown)
    expect(await shown.jsonValue()).toBe('a button')
  })

  test('keeps the files that were refused, and the caption', async ({open}) => {
    const {page, emulator, psid} = await open()
    await page.getByLabel('Files to attach').setInputFiles({
      name: 'small.svg',
      mimeType: 'image/svg+xml',
      buffer: Buffer.from(picture),
    })
    // Made in the browser, into which so much is handed over slowly.
    await page.evaluate(() => {
      const data = new DataTransfer()
      data.items.add(new File([new Uint8Array(26_300_000)], 'huge.pdf', {type: 'application/pdf'}))
      const drop = new DragEvent('drop', {bubbles: true, cancelable: true, dataTransfer: data})
      document.querySelector('textarea')?.dispatchEvent(drop)
    })
    await page.getByRole('button', {name: 'Remove huge.pdf'}).waitFor()
    await page.getByLabel('Message to Acme Shop').fill('Both')
    await page.getByRole('button', {name: 'Send', exact: true}).click()

    await page.getByText(/The file has 26300000 bytes/).waitFor()
    await page.getByRole('button', {name: 'Remove huge.pdf'}).waitFor()
    expect(await page.getByRole('button', {name: 'Remove small.svg'}).count()).toBe(0)
    expect(await page.getByLabel('Message to Acme Shop').inputValue()).toBe('Both')
    const {messages} = await emulator.admin('GET', `chat/${psid}`)
    expect(messages.at(-1)?.text).toBeUndefined()
  })

  test('goes through a menu inside of the menu, on a day when there were such', async ({open}) => {
    const inside = {
      type: 'nested',
      title: 'More',
      call_to_actions: [{type: 'postback', title: 'Inside', payload: 'I'}],
    }
    const {page} = await open({
      asOf: '2019-06-01',
      profile: {
        get_started: {payload: 'S'},
        persistent_menu: [{locale: 'default', call_to_actions: [inside]}],
      },
    })

    await page.getByRole('button', {name: 'Menu', exact: true}).click()
    await page.getByRole('button', {name: 'More', exact: true}).click()
    await page.getByRole('button', {name: 'Inside'}).click()

    await page.getByRole('article').getByText('Inside').waitFor()
  })

  test('answers customer feedback', async ({open}) => {
    const {page, send, startBot} = await open()
    const bot = await startBot()
    const question = {id: 'hat', type: 'csat', title: 'How is your hat?', follow_up: {type: 'free_form'}}
    await send({
      attachment: {
        type: 'template',
        payload: {
          template_type: 'customer_feedback',
          title: 'Rate your hat',
          subtitle: 'It takes a second',
          button_title: 'Rate now',
          feedback_screens: [{questions: [question]}],
          business_privacy: {url: 'https://shop.example/privacy'},
        },
      },
    })

    await page.getByRole('button', {name: 'Rate now'}).click()
    await page.getByRole('dialog').getByRole('radio', {name: '4'}).check({force: true})
    await page.getByLabel('Anything to add?').fill('It is blue')
    await page.getByRole('button', {name: 'Submit'}).click()

    const {messaging_feedback: feedback} = await bot.event(event => event.messaging_feedback !== undefined)
    expect(feedback.feedback_screens[0].questions.hat).toEqual({
      type: 'csat',
      payload: '4',
      follow_up: {type: 'free_form', payload: 'It is blue'},
    })
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
  })

  test('opens a webview, which shows the signed context', async ({open}) => {
    const {page, psid, send} = await open({
      profile: {whitelisted_domains: ['https://shop.example']},
    })
    const url = 'https://shop.example/hats'
    await send({
      attachment: {
        type: 'template',
        payload: {
          template_type: 'button',
          text: 'Look',
          buttons: [
            {
              type: 'web_url',
              title: 'See hats',
              url,
              messenger_extensions: true,
              webview_height_ratio: 'tall',
            },
          ],
        },
      },
    })

    await page.getByRole('button', {name: 'See hats'}).click()

    const dialog = page.getByRole('dialog', {name: 'See hats'})
    await dialog.getByText(url).waitFor()
    expect(JSON.parse((await dialog.locator('pre').textContent()) ?? '')).toMatchObject({psid})
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
  })

  test('changes their locale, opts in, and blocks the Page', async ({open}) => {
    const {page, psid, emulator} = await open()

    await page.locator('.person-button').click()
    await page.getByLabel('Locale').selectOption('sv_SE')
    await expect.poll(() => personOf(emulator, psid)?.locale).toBe('sv_SE')
    await page.getByRole('button', {name: 'Opt in to marketing messages'}).click()
    await page.getByRole('button', {name: 'Stop “Updates and promotions”'}).waitFor()
    await page.getByRole('button', {name: 'Block the Page'}).click()

    await page.getByText('Nora blocked').waitFor()
    expect(personOf(emulator, psid)?.hasBlockedPage).toBe(true)
  })
})
