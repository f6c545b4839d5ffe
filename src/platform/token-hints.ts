/** What replaces a token that has died, for whoever does not know where it came from. */
export const NEW_TOKEN_HINT = 'Store a new token: msgr login --with-token < token.txt'
