import {execFileSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {isSha256, normalEmail, normalName, normalPhone, sha256} from '../../src/platform/hashed-person.ts'

const emails: Readonly<Record<string, string | undefined>> = {
  'ann@example.com': 'ann@example.com',
  '  Ann@Example.COM\r\n': 'ann@example.com',
  '\ufeffann@example.com\u00a0': 'ann@example.com',
  'Ann+Sale@mail.example.co.uk': 'ann+sale@mail.example.co.uk',
  'JÖRG@BEISPIEL.DE': 'jörg@beispiel.de',
  'ann@localhost': undefined,
  'ann@@example.com': undefined,
  'ann@example..com': undefined,
  'ann example@example.com': undefined,
  'ann.example.com': undefined,
  '': undefined,
}

const phones: Readonly<Record<string, string | undefined>> = {
  '+43 664 123 45 67': '436641234567',
  '0043-664-1234567': '436641234567',
  ' +1 (415) 555-2671 ': '14155552671',
  '1.415.555.2671': '14155552671',
  '+44\u00a020\u20117946\u20130958': '442079460958',
  '0664 123 45 67': undefined,
  '+43 (0)664 123 45 67': undefined,
  '+43 664 +43 665': undefined,
  '+1 415 CALL': undefined,
  '12345': undefined,
  '+1234567890123456': undefined,
  '': undefined,
}

const names: Readonly<Record<string, string | undefined>> = {
  ' Ann ': 'ann',
  "O'Neill-Smith": 'oneillsmith',
  Łukasz: 'łukasz',
  山田: '山田',
  '...': undefined,
}

test('addresses, numbers and names are brought into one form', () => {
  for (const [given, form] of Object.entries(emails)) expect(normalEmail(given), given).toBe(form)
  for (const [given, form] of Object.entries(phones)) expect(normalPhone(given), given).toBe(form)
  for (const [given, form] of Object.entries(names)) expect(normalName(given), given).toBe(form)
})

test('the hashes are those that openssl makes', context => {
  const folder = mkdtempSync(join(tmpdir(), 'msgr-hash-'))
  onTestFinished(() => rmSync(folder, {recursive: true}))
  const forms = [...Object.values(emails), ...Object.values(phones), ...Object.values(names)].flatMap(
    form => form ?? [],
  )
  const files = forms.map((form, index) => {
    const file = join(folder, String(index))
    writeFileSync(file, form)
    return file
  })
  let printed: string
  try {
    printed = execFileSync('openssl', ['dgst', '-sha256', '-r', ...files], {encoding: 'utf8'})
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return context.skip('openssl is not installed')
  }
  const hashes = printed
    .trim()
    .split('\n')
    .map(line => line.slice(0, 64))

  expect(forms.length).toBeGreaterThan(10)
  expect(forms.map(sha256)).toEqual(hashes)
})

test('a hash is not hashed twice, and a text that resembles one is not a hash', () => {
  const hash = sha256('ann@example.com')
  expect(isSha256(hash)).toBe(true)
  expect(isSha256(` ${hash.toUpperCase()}\n`)).toBe(true)
  for (const other of [hash.slice(1), `${hash}0`, `g${hash.slice(1)}`, 'ann@example.com', ''])
    expect(isSha256(other), other).toBe(false)
})
