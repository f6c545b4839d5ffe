import {appSecretProof} from '../../platform/signature.ts'

/** How long a time-stamped proof is taken. Source: https://developers.facebook.com/docs/facebook-login/security */
const PROOF_LIFE_SECONDS = 300

/** Whether a proof matches the token, in its classic or its time-stamped form. */
export function isSameProof(
  proof: unknown,
  time: unknown,
  token: string,
  appSecret: string,
  nowMs: number,
): boolean {
  if (time === undefined) return proof === appSecretProof(token, appSecret)
  const seconds = Number(time)
  if (!Number.isInteger(seconds) || Math.abs(nowMs / 1000 - seconds) > PROOF_LIFE_SECONDS) return false
  return proof === appSecretProof(token, appSecret, seconds)
}
