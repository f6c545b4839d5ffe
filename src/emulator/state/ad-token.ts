import type {AdAccountId, AppId} from '../../platform/ids.ts'
import {tokenText} from './ids.ts'

/** The ad account of a fresh emulator. */
export const SEEDED_AD_ACCOUNT = 'act_1111000000000001' as AdAccountId

/** The token of the system user that has access to the ad accounts, for an app; always the same text. */
export const adTokenText = (appId: AppId): string => tokenText('ad', appId)
