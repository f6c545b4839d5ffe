import {secretsOf} from '../../../config/connection-secrets.ts'
import type {Config} from '../../../config/index.ts'
import type {Context} from '../../../context.ts'
import {createSecretFinder, secretsAreSeen} from '../../../masking.ts'

/** The secrets of the settings that nobody types by accident. */
export const ownSecrets = ({connection}: Pick<Config, 'connection'>): readonly (string | undefined)[] =>
  secretsOf(connection)

/**
 * Checks texts that others will see: `holds an access token, and people would see it`, or undefined for a text without a
 * secret.
 */
export async function secretFaultOf({
  config,
}: Pick<Context, 'config'>): Promise<(text: string) => string | undefined> {
  const find = createSecretFinder(ownSecrets(await config()))
  return text => {
    const secret = find(text)
    return secret === undefined ? undefined : `holds ${secret}, ${secretsAreSeen}`
  }
}
