import {UsageError} from '../../../errors.ts'

/**
 * Refuses flags about the file of an import that is resumed: it was planned with them.
 * @param flags by the name of the option, such as `{psidColumn: '--psid-column'}`
 * @throws {UsageError} naming a flag that would have no effect.
 */
export function refuseFileFlags<Options extends object>(
  options: Options,
  flags: Readonly<Partial<Record<keyof Options, string>>>,
): void {
  for (const key of Object.keys(flags) as (keyof Options)[]) {
    if (options[key] === undefined) continue
    throw new UsageError(`${flags[key]} has no effect on a resumed import, which keeps its file`, {
      hint: `Leave out ${flags[key]}, or import the file again`,
    })
  }
}
