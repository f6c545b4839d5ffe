import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect} from 'vitest'
import {parse} from 'yaml'
import {killToken, pageOf, shortLivedUserToken, tokensOf} from '../helpers/probe.ts'
import {hasPrograms} from '../helpers/programs.ts'
import {MSGR, openTerminal} from '../helpers/terminal.ts'
import {type EmulatedWorld, test} from '../helpers/world.ts'

const SHOP = '109876543210987'
const SUPPORT = '109876543210988'

/** The token of the other app for the first Page, which a person has logged out of. */
function deadToken({emulator}: EmulatedWorld, appId: string): string {
  const text = tokensOf(emulator).find(token => token.appId !== appId && token.pageId === SHOP)?.text ?? ''
  killToken(emulator, text, 467)
  return text
}

describe.runIf(hasPrograms('the first steps on a terminal', 'tmux'))('on a terminal', () => {
  test('login, init and page apply: every question is answered wrongly first, and then rightly', async ({
    world,
  }) => {
    const {emulator} = world
    const {appId, appSecret} = await emulator.connection()
    const profile = () => pageOf(emulator, SHOP).profile
    const env = {MSGR_EMULATOR: '', MSGR_GRAPH_URL: emulator.url, APP_SECRET: appSecret}
    const {press, shows} = await openTerminal(world, {env})
    /** Types an answer when the screen asks for it. */
    const answer = async (question: RegExp, ...keys: readonly string[]) => {
      await shows(question)
      await press(...keys, 'Enter')
    }

    await answer(/\$ $/m, `${MSGR} login; echo "login: $?"`)
    await answer(/Access token of a Page or of a person/, '')
    await answer(/! The token is empty/, 'two words')
    await answer(/! What was typed does not contain a valid token/, deadToken(world, appId))
    await answer(/! GET \/me was refused: .*logged out/, shortLivedUserToken(emulator))
    await answer(/Which Pages\?/)
    await answer(/Choose with the space bar/, 'Space', 'Down', 'Space')
    await answer(/Which Page is the default\?/, 'Down', 'Down')
    await shows(/^login: 0$/m)

    await answer(/^login: 0\n\$ $/m, `${MSGR} init; echo "init: $?"`)
    await answer(/Which Pages\?.*by its id/s)
    await answer(/by its id.*Choose with the space bar/s, 'Space', 'Down', 'Down', 'Space')
    await answer(/Name of the next Page/, 'two words')
    await answer(/is one word without a comma/, 'staging')
    await answer(/page id of staging/, 'abc')
    await answer(/page id is made of digits/, SUPPORT)
    await answer(/page id of staging.*Name of the next Page/s, 'staging')
    await answer(/staging is already the name of another Page/)
    await answer(/id of the app/, 'acme')
    await answer(/app id is made of digits/, appId)
    await answer(/token of acme-shop come from/, tokensOf(emulator)[0]?.text ?? '')
    await answer(/looks like a secret/, 'store')
    await answer(/token of staging come from/, 'nowhere')
    await answer(/A secret comes from/, 'env:STAGING_TOKEN')
    await answer(/app secret come from/, appSecret)
    await answer(/app secret come from.*looks like a secret/s, 'env:APP_SECRET')
    await answer(/version of the Graph API/, 'newest')
    await answer(/looks like v26\.0/, 'v26.0')
    await answer(/Which Page without --page\?/)
    await answer(/Also write a starter page\.yaml\?/, 'perhaps')
    await answer(/You must answer with "Yes" or "No"/, 'C-u', 'y')
    const shown = await shows(/^init: 0$/m)

    await answer(/^init: 0\n\$ $/m, `${MSGR} page apply; echo "apply: $?"`)
    await answer(/Make 2 changes to 1 Page\?/, 'perhaps')
    await answer(/Make 2 changes.*You must answer with "Yes" or "No"/s, 'C-u', 'n')
    await shows(/^apply: 2$/m)
    const declined = {...profile()}
    await answer(/^apply: 2\n\$ $/m, `${MSGR} page apply; echo "agreed: $?"`)
    await answer(/^apply: 2$.*Make 2 changes to 1 Page\?/ms, 'y')
    await shows(/^agreed: 0$/m)

    const credentials = await readFile(join(world.home, 'config/credentials.yaml'), 'utf8')
    expect(Object.keys(parse(credentials))).toEqual(['acme-shop', 'acme-support'])
    const ofApp = {appId, appSecret: 'env:APP_SECRET'}
    expect(parse(await world.read('.msgrrc.yaml'))).toEqual({
      apiVersion: 'v26.0',
      defaultPage: 'acme-shop',
      pages: {
        'acme-shop': {pageId: SHOP, token: 'store', ...ofApp},
        staging: {pageId: SUPPORT, token: 'env:STAGING_TOKEN', ...ofApp},
      },
    })
    expect(shown).toMatch(/^Next:\n {2}msgr doctor\n {2}msgr page plan$/m)
    expect(declined).toEqual({})
    expect(profile()).toMatchObject({get_started: {payload: 'GET_STARTED'}, ice_breakers: expect.anything()})
  })
})
