import {execFile} from 'node:child_process'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {describe, expect, onTestFinished} from 'vitest'
import {sentIn} from '../../helpers/probe.ts'
import {hasPrograms} from '../../helpers/programs.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

/** The blocks of the help that are indented: the line of cron, the service, and the service and timer. */
async function blocksOf(world: EmulatedWorld): Promise<readonly [string, string, string, string]> {
  const {out} = await world.msgr('broadcast work --help')
  const [, cron = '', service = '', byTimer = ''] =
    /cron.*:\n([\s\S]+?)\n\n(?=Or as)[\s\S]+?:\n( {2}\[Unit\][\s\S]+?)\n\n(?=Or by)[\s\S]+?:\n( {2}\[Service\][\s\S]+?)\n\n(?=Examples)/.exec(
      out,
    ) ?? []
  const [oneshot = '', timer = ''] = byTimer.split(/\n(?= {2}\[Timer\])/)
  const plain = (text: string) => text.replaceAll(/^ {2}/gm, '')
  return [plain(cron), plain(service), plain(oneshot), plain(timer)]
}

const commandIn = (text: string) => /msgr (.+)$/m.exec(text)?.[1] ?? ''

describe('the help of broadcast work', () => {
  test('has lines for cron and a timer that send what is due, and end', async ({world}) => {
    const [cron, , oneshot] = await blocksOf(world)
    expect(cron).toMatch(/^(?:\* ){5}msgr broadcast work/)
    for (const command of [commandIn(cron), commandIn(oneshot)]) {
      await world.msgr('broadcast send --all --text Hi --again --detach --yes')
      const before = sentIn(world.emulator).length

      const {code, out, err} = await world.msgr(command)

      expect([code, err], command).toEqual([0, ''])
      expect(out).toMatch(/^✔ \d+ of 12 sent/)
      expect(sentIn(world.emulator).length).toBeGreaterThan(before)
      expect(await world.msgr(command)).toMatchObject({code: 0, out: '', err: ''})
    }
  })

  test('has a service that works until it is stopped, and then ends as it says', async ({world}) => {
    const [, service] = await blocksOf(world)
    const working = world.start(commandIn(service))
    await world.msgr('broadcast send --all --text Hi --at 2h --detach --yes')
    await working.out.holds(/^✔ \d+ of 12 sent/m)
    working.send('SIGTERM')

    const {code} = await working.ended

    expect(/^SuccessExitStatus=(.+)$/m.exec(service)?.[1]?.split(' ')).toContain(String(code))
  })

  test.runIf(hasPrograms('checking units', 'systemd-analyze'))(
    'has units that systemd takes',
    async ({world}) => {
      const folder = await mkdtemp(join(tmpdir(), 'msgr-units-'))
      onTestFinished(() => rm(folder, {recursive: true, force: true}))
      const [, service, oneshot, timer] = await blocksOf(world)
      const files = {
        'lasting.service': service,
        'msgr-broadcast.service': oneshot,
        'msgr-broadcast.timer': timer,
      }
      for (const [name, text] of Object.entries(files)) {
        await writeFile(join(folder, name), `${text}\n`)
        const {stdout, stderr} = await promisify(execFile)('systemd-analyze', ['verify', join(folder, name)])
        const own = `${stdout}${stderr}`
          .split('\n')
          .filter(line => line.includes(folder) || line.includes(name))
        expect(own).toEqual([])
      }
    },
  )
})
