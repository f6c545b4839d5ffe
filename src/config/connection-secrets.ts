import type {Connection} from './index.ts'

/** The secrets of a connection that nobody types by accident: all but the verify token, which may be a word. */
export const secretsOf = ({
  pageToken,
  appSecret,
  formerAppSecret,
  appToken,
  adToken,
}: Connection): readonly (string | undefined)[] => [pageToken, appSecret, formerAppSecret, appToken, adToken]
