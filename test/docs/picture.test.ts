import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect} from 'vitest'
import {test} from '../helpers/world.ts'

const file = join(import.meta.dirname, '../../.github/terminal.svg')

/** The lines of the picture, as a person reads them. */
const shown = (svg: string) =>
  [...svg.matchAll(/<text [^>]*>(.*?)<\/text>/g)].map(([, line = '']) =>
    line
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&'),
  )

/** What differs from day to day: how long ago people wrote, and so the width of that column. */
const steady = (text: string) =>
  text
    .split('\n')
    .map(line =>
      line
        .replaceAll(/\d+ (?:s|min|h) ago|just now/g, '… ago')
        .replaceAll(/ +/g, ' ')
        .trim(),
    )
    .filter(line => line !== '')

test('the picture of the README shows what its commands print; `node bin/docs/picture.js` draws it', async ({
  world,
}) => {
  const [, ...sessions] = shown(await readFile(file, 'utf8'))
    .join('\n')
    .split(/^\$ /m)
  const terminal = {columns: 84, terminals: {stdout: true, stderr: true}, env: {NO_COLOR: '1'}}

  for (const session of sessions) {
    const [line = '', ...output] = session.split('\n')
    const [command, file] = line.startsWith('cat page.yaml; ')
      ? [line.slice(15), 'page.yaml']
      : [line, undefined]
    const [, yaml = '', rest = ''] = /^((?:\w+: [^\n]*\n)+)(.*)$/s.exec(output.join('\n')) ?? []
    if (file !== undefined) await world.write(file, yaml)
    const {code, out} = await world.msgr(command.replace(/^msgr /, ''), terminal)

    expect(code, command).toBe(0)
    expect(steady(out), command).toEqual(steady(file === undefined ? output.join('\n') : rest))
  }
  expect(sessions).toHaveLength(3)
})
