import {describe, expect} from 'vitest'
import {startRules} from '../helpers/rules-server.ts'
import {test} from '../helpers/world.ts'
import {madeUp} from './made-up.ts'

/** `msgr do`, which prints what it was given. */
const commands = madeUp({
  declare: command => {
    command
      .argument('[first]')
      .argument('[second]')
      .option('--text <text>')
      .option('--again [times]')
      .option('-H, --header <header>')
      .option('-s, --short')
  },
  run: async (_context, first, second, {text, again, header, short, dryRun}) =>
    JSON.stringify([first, second, {text, again, header, short, dryRun}]),
})

const ADA = '6411223344556677'

describe('a value that begins with a dash', () => {
  test.for([
    [
      ['1', '-20% on hats'],
      ['1', '-20% on hats', {}],
    ],
    [
      ['1', '-20%'],
      ['1', '-20%', {}],
    ],
    [
      ['-5', '-1.5e3'],
      ['-5', '-1.5e3', {}],
    ],
    [
      ['- item', '1'],
      ['- item', '1', {}],
    ],
    [
      ['-🎉', '—'],
      ['-🎉', '—', {}],
    ],
    [
      ['1', '-20%', '--short', '--text', 'x'],
      ['1', '-20%', {text: 'x', short: true}],
    ],
    [
      ['--again', '3', '1', '-20%', '--text', '-x-'],
      ['1', '-20%', {again: '3', text: '-x-'}],
    ],
    [
      ['--again', '-20%', '1'],
      ['1', null, {again: '-20%'}],
    ],
    [
      ['-sn', '1', '-20%'],
      ['1', '-20%', {short: true, dryRun: true}],
    ],
    [
      ['-HX-Stage: 1', '-20%'],
      ['-20%', null, {header: 'X-Stage: 1'}],
    ],
    [
      ['--text', '-20% on hats'],
      [null, null, {text: '-20% on hats'}],
    ],
    [
      ['--text', '-Sale'],
      [null, null, {text: '-Sale'}],
    ],
    [
      ['--text', '-'],
      [null, null, {text: '-'}],
    ],
    [['--text=--short'], [null, null, {text: '--short'}]],
    [['--text=-s'], [null, null, {text: '-s'}]],
    [
      ['--short', '--', '--dryrun', '-Sale'],
      ['--dryrun', '-Sale', {short: true}],
    ],
    [
      ['-', '-20%'],
      ['-', '-20%', {}],
    ],
  ] as const)('is taken for what it is: %j', async ([args, given], {bareWorld}) => {
    const {code, out, err} = await bareWorld.msgr(['do', ...args], {commands})

    // -n is a dry run, which says so.
    expect([code, err.replace('Nothing was changed: this is a dry run.\n', '')]).toEqual([0, ''])
    expect(JSON.parse(out)).toEqual(given)
  })

  test.for([
    [['1', '--shrot'], "Unknown option '--shrot'", 'Did you mean --short?'],
    [['1', '--dryrun'], "Unknown option '--dryrun'", 'Did you mean --dry-run?'],
    [['1', '-Sale'], "Unknown option '-Sale'", '-- -Sale'],
    [['1', '--20% on hats'], "Unknown option '--20% on hats'", '-- "--20% on hats"'],
    [['--text', '--short'], '--text has no value: --short after it is a flag', '--text=--short'],
    [['--text', '--shrot'], '--text has no value', '--text=--shrot'],
    [['--text', '-n'], '--text has no value: -n after it is a flag', '--text=-n'],
    [['--text', '-sn'], '--text has no value: -sn after it is a flag', '--text=-sn'],
    [['--text', '-h'], '--text has no value', '--text=-h'],
    [['--text', '--', 'x'], '--text has no value', '--text=--'],
    [['1', '2', '-3'], 'Too many arguments', ''],
  ] as const)(
    'could be a flag, and is refused with how to type it: %j',
    async ([args, told, hint], {bareWorld}) => {
      const {code, err} = await bareWorld.msgr(['do', ...args], {commands})

      expect(code).toBe(2)
      expect(err).toContain(told)
      expect(err).toContain(hint)
    },
  )

  test('is sent as a text, by flag and by place', async ({world}) => {
    const one = await world.msgr(['send', 'text', ADA, '-20% on hats', '--dry-run', '--json'])
    await world.write('people.csv', `${ADA}\n`)
    const many = await world.msgr([
      'broadcast',
      'plan',
      '--to',
      'people.csv',
      '--text',
      '-20% on hats',
      '--json',
    ])

    expect(JSON.parse(one.out).requests[0].body.message).toEqual({text: '-20% on hats'})
    expect(many.out).toContain('-20% on hats')
  })

  test('is never what a mistyped flag becomes: nothing is sent', async ({bareWorld}) => {
    const server = await startRules('rules-ok.json')
    await bareWorld.write('people.csv', `${ADA}\n`)

    for (const argv of [
      ['send', 'text', ADA, '--dryrun'],
      ['send', 'text', ADA, 'Hi', '--dryrun'],
      ['send', 'quick-replies', ADA, 'Which?', '--reply', '--dry-run'],
      ['broadcast', 'send', '--to', 'people.csv', '--text', '--yes'],
    ])
      expect([argv, (await bareWorld.msgr(argv, {env: server.env})).code]).toEqual([argv, 2])
    expect(server.calls).toEqual([])
  })

  test('is passed on to a program as it is', async ({world}) => {
    const script = 'console.log(JSON.stringify(process.argv.slice(1)))'
    const {code, out} = await world.msgr([
      'emulator',
      'exec',
      process.execPath,
      '-e',
      script,
      '--',
      '-5',
      '--text',
      '--yes',
    ])

    expect([code, out]).toEqual([0, expect.any(String)])
  })
})
