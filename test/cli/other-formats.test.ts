import {DOMParser, onErrorStopParsing} from '@xmldom/xmldom'
import {expect, test} from 'vitest'
import {toJunit} from '../../src/chats/junit.ts'
import {manPage} from '../../src/cli/about/man-page.ts'
import {xmlText} from '../../src/text/xml.ts'
import {nasty, nastyStrings, obeyedIn} from '../helpers/nasty-strings.ts'

const parse = (xml: string) =>
  new DOMParser({onError: onErrorStopParsing}).parseFromString(xml, 'application/xml')

test('a report for CI servers and a picture are XML, whatever is in the texts', () => {
  const chat = {name: nasty, file: nasty, line: 1, isLenient: false, person: {}, steps: []}
  const failure = {message: nasty, differences: [], said: [nasty], trouble: [nasty]}
  const report = parse(toJunit([{chat, ms: 1, failure, step: undefined}]))

  expect(report.getElementsByTagName('testcase')).toHaveLength(1)
  for (const [what, text] of Object.entries({
    ...nastyStrings,
    'what no text may hold': '\ufffe\uffff\0\u009b',
  })) {
    const element = parse(`<a b="${xmlText(text)}">${xmlText(text)}</a>`).documentElement
    expect(element?.childNodes.length, what).toBe(1)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(xmlText(text), what).not.toMatch(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/)
  }
})

test('a manual page has no request but its own, whatever is in the texts', () => {
  const lines = `.so /etc/passwd\n'sy id\n\\X'ps: exec id'\n.\\" ${nasty}`
  const page = manPage(
    [
      {
        name: lines,
        summary: lines,
        arguments: [{name: lines, about: lines, required: true, variadic: false, choices: [lines]}],
        options: [{flags: lines, about: lines, required: false, choices: undefined}],
        json: null,
        jsonWith: [],
        schema: null,
        details: lines,
      },
    ],
    {version: '1', day: '2026-11-28', pages: [[lines, lines]]},
  )

  for (const line of page.split('\n'))
    expect(line).toMatch(/^(?![.'])|^\.(?:TH|SH|SS|B|I|RI|TP|PP|nf|fi)(?: |$)/)
  expect(page.replaceAll(/\\(?:e|-|&|\[u[0-9A-F]+\])/g, '')).not.toContain('\\')
  expect(obeyedIn(page)).toBeUndefined()
})
