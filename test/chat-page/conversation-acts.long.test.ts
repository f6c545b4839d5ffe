import {describe, expect} from 'vitest'
import {personOf} from '../helpers/probe.ts'
import {closeAtEnd, test} from './conversing.ts'

closeAtEnd()

describe('a person', () => {
  test('pastes one file and drops another', async ({open}) => {
    const {page} = await open()
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

    await page.getByText('pasted.txt').waitFor()
    await page.getByText('dropped.txt').waitFor()
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

    await page.getByRole('button', {name: 'Menu'}).click()
    await page.getByRole('button', {name: 'More'}).click()
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

    await page.getByRole('button', {name: /^as Nora Lund/}).click()
    await page.getByLabel('Locale').selectOption('sv_SE')
    await expect.poll(() => personOf(emulator, psid)?.locale).toBe('sv_SE')
    await page.getByRole('button', {name: 'Opt in to marketing messages'}).click()
    await page.getByRole('button', {name: 'Stop “Updates and promotions”'}).waitFor()
    await page.getByRole('button', {name: 'Block the Page'}).click()

    await page.getByText('Nora blocked').waitFor()
    expect(personOf(emulator, psid)?.hasBlockedPage).toBe(true)
  })
})
