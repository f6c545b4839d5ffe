import {expect} from 'vitest'
import {appToken, type Row, type Scene} from './scene.ts'

const settings = {MSGR_EMULATOR: '', MSGR_PAGE_TOKEN: 'EMUother', MSGR_APP_TOKEN: appToken}
/** What `config show` prints of one setting. */
export const shown = (name: string, setting: object) =>
  expect.objectContaining({
    settings: expect.arrayContaining([expect.objectContaining({name, ...setting})]),
  })
const show =
  (argv: readonly string[] = []) =>
  ({json}: Scene) =>
    json(['config', 'show', '--origin', ...argv], {env: settings})

export const settingsRows: readonly Row[] = [
  {
    member: 'Client#setPageToken',
    method: '`new MessengerClient({pageToken})`',
    command: '`MSGR_PAGE_TOKEN_FILE`, `MSGR_PAGE_TOKEN` or `msgr login`',
    use: ({client}) => client.setPageToken('EMUother'),
    yields: 'EMUother',
    run: show(),
    prints: shown('token', {origin: 'MSGR_PAGE_TOKEN'}),
  },
  {
    member: 'Client#getPageToken',
    method: 'the options given',
    command: '`msgr whoami`',
    use: ({client}) => client.getPageToken(),
    yields: expect.stringMatching(/^EMUPAGE/),
    run: ({json}) => json(['whoami']),
    prints: expect.objectContaining({valid: true, tokenType: 'PAGE'}),
  },
  {
    member: 'Client#setAppToken',
    method: '`new MessengerClient({appToken})`, or `{appId, appSecret}`',
    command: '`MSGR_APP_TOKEN`, or `MSGR_APP_ID` and `MSGR_APP_SECRET`',
    use: ({client}) => client.setAppToken('other'),
    yields: 'other',
    run: show(),
    prints: shown('appToken', {origin: 'MSGR_APP_TOKEN'}),
  },
  {
    member: 'Client#getAppToken',
    method: 'the options given',
    command: '`msgr config show --origin`',
    use: ({client}) => client.getAppToken(),
    yields: appToken,
    run: show(),
    prints: shown('appToken', {value: expect.not.stringContaining(appToken)}),
  },
  {
    member: 'Client#setApiVersion',
    method: '`new MessengerClient({apiVersion})`',
    command: '`msgr --api-version v25.0 …`, or `apiVersion` in the project file',
    use: ({client}) => client.setApiVersion('v25.0'),
    yields: 'v25.0',
    run: show(['--api-version', 'v25.0']),
    prints: shown('apiVersion', {value: 'v25.0', origin: 'flag --api-version'}),
  },
  {
    member: 'Client#getApiVersion',
    method: 'the options given; default `v26.0`',
    command: '`msgr config show --origin`',
    use: ({client}) => client.getApiVersion(),
    yields: 'v26.0',
    run: show(),
    prints: shown('apiVersion', {value: 'v26.0', origin: 'default'}),
  },
]
