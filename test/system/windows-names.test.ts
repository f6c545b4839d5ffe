import {expect, test} from 'vitest'
import {toFileName} from '../../src/commands/shared/files/file-name.ts'
import {windowsNameFault} from '../../src/system/windows-names.ts'

test.each([
  ['NUL', 'NUL is the name of a device on Windows'],
  ['con.txt', 'con.txt is the name of a device on Windows'],
  ['C:\\Users\\ann\\aux .json', 'aux .json is the name of a device on Windows'],
  ['COM¹.csv', 'COM¹.csv is the name of a device on Windows'],
  ['conin$', 'conin$ is the name of a device on Windows'],
  ['lpt1\\plan.json', 'lpt1 is the name of a device on Windows'],
  ['plan.json.', 'on Windows a name cannot end with a dot'],
  ['out \\plan.json', 'on Windows a name cannot end with a space'],
  ['2026-11-22T09:00.csv', 'Windows allows no ":" in a name'],
  ['plan.json:hidden', 'Windows allows no ":" in a name'],
  ['what?.csv', 'Windows allows no "?" in a name'],
  ['\\\\server\\share\\a|b', 'Windows allows no "|" in a name'],
])('Windows makes no ordinary file of %s', (path, fault) => {
  expect(windowsNameFault(path)).toBe(fault)
})

test.each([
  'plan.json',
  'C:\\Users\\ann\\plan.json',
  'c:plan.json',
  'C:/Users/ann/plan.json',
  '..\\plan.json',
  './plan.json',
  '\\\\server\\share\\plan.json',
  '\\\\.\\NUL',
  '\\\\?\\C:\\deep\\plan.json',
  'console.csv',
  'com.csv',
  'com10.csv',
  'Ünï çødé.csv',
])('%s is a file', path => {
  expect(windowsNameFault(path)).toBeUndefined()
})

test.each(['CON', 'aux.tar', 'Com¹', 'lpt9'])('a file that is called after %s is called otherwise', name => {
  expect(toFileName(name)).toBe(`_${name}`)
})
