import type {AppId, PageId} from '../../platform/ids.ts'
import type {Token} from '../state/app.ts'
import {tokenText} from '../state/ids.ts'
import {addPageToken} from '../state/seed.ts'
import type {State} from '../state/state.ts'

const DAY_MS = 86_400_000
/** Source: https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived */
const LONG_LIFE_MS = 60 * DAY_MS

/** As a login gives it, for an hour or two. */
const isShortLived = ({issuedMs, expiresMs}: Token) => expiresMs !== 0 && expiresMs - issuedMs <= DAY_MS

/** The token for a Page that a token of a person gives: without an end, unless that one is short-lived. */
export function pageTokenBy(state: State, userToken: Token, pageId: PageId, nowMs: number): Token {
  const {appId, scopes, expiresMs} = userToken
  if (!isShortLived(userToken)) return addPageToken(state, appId, pageId, nowMs)
  const text = tokenText('page', `${appId} ${pageId} ${userToken.text}`)
  state.tokens[text] ??= {text, kind: 'page', appId, pageId, scopes, issuedMs: nowMs, expiresMs}
  return state.tokens[text]
}

/** A new token of the same person that lives long. */
export function longLivedTokenFor(state: State, userToken: Token, nowMs: number): Token {
  const text = tokenText('user', `${userToken.text} ${nowMs}`)
  const {deadSubcode: _, ...alive} = userToken
  const token = {...alive, text, issuedMs: nowMs, expiresMs: nowMs + LONG_LIFE_MS}
  state.tokens[text] = token
  return token
}

/** The token of an app that does not hold its secret; always the same text. */
export function appTokenFor(state: State, appId: AppId, nowMs: number): Token {
  const text = `${appId}|${tokenText('app', appId)}`
  state.tokens[text] ??= {text, kind: 'app', appId, scopes: [], issuedMs: nowMs, expiresMs: 0}
  return state.tokens[text]
}
