import {PassThrough} from 'node:stream'
import {describe, expect, test} from 'vitest'
import {UsageError} from '../../src/errors.ts'
import {createPrompt} from '../../src/terminal/prompt.ts'
import {Capture} from '../helpers/capture.ts'
import {fakeLineIn, nastyStrings, obeyedIn} from '../helpers/nasty-strings.ts'

function atTerminal() {
  const [stdin, stderr, controller] = [new PassThrough(), new Capture(), new AbortController()]
  const prompt = createPrompt({
    isInteractive: () => true,
    isAgreed: false,
    streams: {stdin, stderr},
    signal: controller.signal,
  })
  return {prompt, stdin, stderr, controller}
}

describe('a question at a terminal', () => {
  test('is answered by the person', async () => {
    const {prompt, stdin, stderr} = atTerminal()

    const agreed = prompt.confirm('Delete the label VIP?')
    await stderr.holds('Delete the label VIP?')
    stdin.write('y\n')

    expect(await agreed).toBe(true)
  })

  test('is no, unless the person says yes', async () => {
    const {prompt, stdin, stderr} = atTerminal()

    const agreed = prompt.confirm('Delete it?')
    await stderr.holds('Delete it?')
    stdin.write('\n')

    expect(await agreed).toBe(false)
  })

  test.each([
    ['Ctrl-D', (stdin: PassThrough) => stdin.write('\u0004')],
    ['the end of the input', (stdin: PassThrough) => stdin.end()],
  ])('is not answered by %s, which counts as No', async (_what, leave) => {
    const {prompt, stdin, stderr} = atTerminal()

    const agreed = prompt.agree('Delete it?')
    await stderr.holds('Delete it?')
    leave(stdin)

    await expect(agreed).rejects.toMatchObject({code: 'CANCELLED'})
  })

  test('is one line that a terminal does not obey, whatever is named in it', async () => {
    const {prompt, stdin, stderr} = atTerminal()
    const nasty = `${nastyStrings['a line']}${nastyStrings['the clipboard (OSC 52)']}\u202e\r`
    const choices = [{name: nasty, value: 1}]
    const seen = () => {
      // What the question itself is drawn with.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
      const text = stderr.text.replace(/\x1b\[[?\d;]*[A-HJKSThlmn]/g, '').replaceAll('\r', '')
      expect([obeyedIn(text.replaceAll('\u0007', '')), fakeLineIn(text)]).toEqual([undefined, undefined])
    }

    const confirmed = prompt.confirm(`Delete ${nasty}?`)
    await stderr.holds('(y/N)')
    seen()
    stdin.write('y\n')
    await confirmed
    const chosen = prompt.choose(`Which of ${nasty}?`, choices, '--page')
    await stderr.holds('Which of')
    seen()
    stdin.write('\n')
    await chosen
    const text = prompt.text('Name', '--name', {initial: nasty, check: () => {}})
    await stderr.holds('Name')
    stdin.write('\n')

    expect(obeyedIn(await text)).toBeUndefined()
    seen()
  })

  test('for a secret does not show it', async () => {
    const {prompt, stdin, stderr} = atTerminal()

    const secret = prompt.secret('Token', '--with-token')
    await stderr.holds('Token')
    stdin.write('EAABsecret\n')

    expect(await secret).toBe('EAABsecret')
    expect(stderr.text).not.toContain('EAABsecret')
  })

  test('offers choices', async () => {
    const {prompt, stdin, stderr} = atTerminal()

    const page = prompt.choose(
      'Page',
      [
        {name: 'Shop', value: 1},
        {name: 'Staging', value: 2},
      ],
      '--page',
    )
    await stderr.holds('Staging')
    stdin.write('\u001b[B\n')

    expect(await page).toBe(2)
  })

  test('for a line is asked again until the answer will do, and says why', async () => {
    const {prompt, stdin, stderr} = atTerminal()
    const check = (answer: string) => {
      if (answer !== 'shop') throw new UsageError(`${answer.length} letters will not do`)
    }

    const name = prompt.text('Name', '--name', {initial: 'usual', check})
    await stderr.holds('Name')
    stdin.write('staging\n')
    await stderr.holds('7 letters will not do')
    stdin.write(' shop \n')

    expect(await name).toBe('shop')
  })

  test('for a line has a usual answer', async () => {
    const {prompt, stdin, stderr} = atTerminal()

    const name = prompt.text('Name', '--name', {initial: 'usual'})
    await stderr.holds('usual')
    stdin.write('\n')

    expect(await name).toBe('usual')
  })

  test('offers several choices, of which none is no answer', async () => {
    const {prompt, stdin, stderr} = atTerminal()
    const choices = [
      {name: 'Shop', value: 1},
      {name: 'Staging', value: 2},
    ]

    const pages = prompt.chooseSome('Pages', choices, '--page')
    await stderr.holds('Staging')
    stdin.write('\n')
    await stderr.holds('Choose with the space bar')
    stdin.write(' \u001b[B \n')

    expect(await pages).toEqual([1, 2])
  })

  test('ends when the command is interrupted', async () => {
    const {prompt, stderr, controller} = atTerminal()

    const agreed = prompt.confirm('Delete it?')
    agreed.catch(() => {})
    await stderr.holds('Delete it?')
    controller.abort(new Error('interrupted'))

    await expect(agreed).rejects.toThrow('interrupted')
  })

  test('is interrupted by Ctrl-C in it', async () => {
    const {prompt, stdin, stderr} = atTerminal()

    const agreed = prompt.agree('Delete it?')
    agreed.catch(() => {})
    await stderr.holds('Delete it?')
    stdin.write('\u0003')

    await expect(agreed).rejects.toMatchObject({name: 'InterruptedError'})
  })
})

test('nobody is asked where nobody can answer', async () => {
  const prompt = createPrompt({
    isInteractive: () => false,
    isAgreed: false,
    streams: {stdin: new PassThrough(), stderr: new Capture()},
    signal: new AbortController().signal,
  })

  await expect(prompt.secret('Token', '--with-token')).rejects.toMatchObject({
    message: 'Nobody can answer here: Token',
    hint: 'Answer with --with-token',
    code: 'USAGE',
  })
})
