import {expect, test} from 'vitest'
import {toFileName} from '../../../../src/commands/shared/files/file-name.ts'

test.each([
  ['spring', 'spring'],
  ['Spring sale 2026!', 'Spring-sale-2026'],
  ['../../etc/passwd', 'etc-passwd'],
  ['C:\\temp\\x', 'C-temp-x'],
  ['utm=a&b=c', 'utm=a-b=c'],
  ['.htaccess', 'htaccess'],
  ['-rf', 'rf'],
  ['con', '_con'],
  ['COM1.v2', '_COM1.v2'],
  ['süß 日本', 'süß-日本'],
  ['u\u0308', 'ü'],
  ['line\nbreak\u0000', 'line-break'],
  ['😀', undefined],
  ['..', undefined],
  ['', undefined],
])('%j becomes the file name %j', (text, name) => {
  expect(toFileName(text)).toBe(name)
})

test('a long text becomes a name that every file system takes', () => {
  expect(toFileName('a'.repeat(2000))).toHaveLength(200)
  expect(Buffer.byteLength(toFileName('日本'.repeat(1000)) ?? '')).toBeLessThanOrEqual(200)
})
