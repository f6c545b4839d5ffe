import {expect} from 'vitest'
import {test} from '../../helpers/world.ts'

/** A person of the emulator. */
const id = '6411223344556677'

test('one person cannot be written in several ways, wherever people are named', async ({world}) => {
  const forms = [
    `0${id}`,
    `00${id}`,
    `+${id}`,
    `-${id}`,
    `−${id}`,
    `${id.slice(0, 4)} ${id.slice(4)}`,
    `\u200b${id}`,
  ]
  await world.msgr('label create VIP')
  await world.write('all.csv', ['psid,label', `${id},VIP`, ...forms.map(form => `${form},VIP`)].join('\n'))
  await world.write('all.ndjson', [id, ...forms].map(psid => JSON.stringify({psid})).join('\n'))
  await world.write('all.txt', [id, ...forms].join('\n'))
  await world.write('blanks.csv', `psid\n${id}\n ${id}\n"\t${id} "\n`)
  const refused = {code: 2, err: expect.stringMatching(/no leading zeros, sign or spaces/)}

  for (const form of [`0${id}`, `+${id}`, `-${id}`]) {
    const lines = [
      ['send', 'text', form, 'Hi'],
      ['label', 'assign', 'VIP', form, '--yes'],
      ['user', 'get', form],
      ['broadcast', 'send', '--all', '--text', 'Hi', '--test-to', form, '--yes'],
    ]
    for (const [name, ...rest] of lines)
      expect(await world.msgr([name ?? '', ...rest]), `${name} ${rest[0]} ${form}`).toMatchObject(refused)
  }
  for (const file of ['all.csv', 'all.ndjson', 'all.txt']) {
    for (const line of [
      `broadcast send --to ${file} --text Hi --yes`,
      `label assign VIP --from ${file} --yes`,
      ...(file === 'all.csv' ? [`label import ${file} --yes`] : []),
    ])
      expect(await world.msgr(line), line).toMatchObject({
        code: 2,
        err: expect.stringContaining(`if ${id} is the person, write that`),
      })
    const {out} = await world.msgr(`broadcast plan --to ${file} --text Hi --json --skip-invalid`)
    expect(JSON.parse(out), file).toMatchObject({toSend: 1})
  }
  const {out} = await world.msgr('broadcast plan --to blanks.csv --text Hi --json')
  expect(JSON.parse(out), 'blanks around an id are no part of it').toMatchObject({
    toSend: 1,
    skipped: {duplicate: 2},
  })
})
