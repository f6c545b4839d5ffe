import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {createWorld} from '../../../helpers/world.ts'

const faulty = 'labels: [VIP, 3]\nwebhook_fields:\n  - mesages\n'

async function reportWorld() {
  const world = await createWorld()
  return {
    ...world,
    report: async () => JSON.parse(await readFile(join(world.folder, 'report.json'), 'utf8')),
  }
}

describe('--report', () => {
  test('holds every fault and warning as GitLab reads them, for a file that is refused', async () => {
    const {write, msgr, report} = await reportWorld()
    await write('page.yaml', faulty)
    const {code} = await msgr(['page', 'validate', '--report', 'report.json'])

    expect(code).toBe(2)
    expect(await report()).toEqual([
      {
        description: 'labels[1]: is a number, must be a text',
        check_name: 'type',
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
        severity: 'major',
        location: {path: 'page.yaml', lines: {begin: 1}},
      },
      expect.objectContaining({
        check_name: 'unknown-value',
        severity: 'minor',
        location: {path: 'page.yaml', lines: {begin: 3}},
      }),
    ])
  })

  test('is empty for a file without a fault', async () => {
    const {write, msgr, report} = await reportWorld()
    await write('profile.yaml', 'get_started: {payload: GO}\n')
    const {code} = await msgr(['profile', 'validate', 'profile.yaml', '--report', 'report.json'])

    expect(code).toBe(0)
    expect(await report()).toEqual([])
  })

  test('a fault is the same one when lines come above it, and names the file from the root', async () => {
    const {write, folder, msgr, report} = await reportWorld()
    const validate = async () => {
      await msgr(['page', 'validate', 'shop/page.yaml', '--report', 'report.json', '--overwrite'], {
        env: {CI_PROJECT_DIR: join(folder, 'shop')},
      })
      return report()
    }
    await write('shop/page.yaml', faulty)
    const before = await validate()
    await write('shop/page.yaml', `# More\n# to read\n${faulty}`)
    const after = await validate()

    expect(after[0]).toEqual({...before[0], location: {path: 'page.yaml', lines: {begin: 3}}})
    expect(before[0].fingerprint).not.toBe(before[1].fingerprint)
  })

  test('holds no token, wherever it came from', async () => {
    const {write, msgr, report} = await reportWorld()
    await write('page.yaml', 'nlp: {model: EAAB1234567890secret}\n')
    await msgr(['page', 'validate', '--report', 'report.json'])

    expect(await report()).toMatchObject([{description: expect.stringContaining('holds an access token')}])

    await write('page.yaml', 'nlp: {model: EMU1234567890secret}\n')
    await msgr(['page', 'validate', '--report', 'report.json', '--overwrite'])
    expect(await report()).toMatchObject([
      {description: expect.stringContaining('nlp.model: `***` is not one of')},
    ])
  })

  test('tells of variables that are not set, and of what is no YAML', async () => {
    const {write, msgr, report} = await reportWorld()
    await write('page.yaml', 'labels:\n  - ${NOT_SET}\n')
    await msgr(['page', 'validate', '--report', 'report.json'])
    const unset = await report()
    await write('page.yaml', 'labels:\n  - [\n')
    await msgr(['page', 'validate', '--report', 'report.json', '--overwrite'])

    expect(unset).toMatchObject([{location: {path: 'page.yaml', lines: {begin: 2}}}])
    expect(await report()).toMatchObject([
      {description: expect.stringContaining('not valid JSON or YAML'), location: {lines: {begin: 3}}},
    ])
  })
})
