/** A flag that has another name now, by command; an argument stands under its place: `emulator export 1`. */
const renamed: Readonly<Record<string, string>> = {
  'listen --from': '--person',
  'replay --from': '--person',
  'api --input': '--from',
  'init --force': '--overwrite',
  'emulator test --force': '--overwrite',
  'emulator test --last': '--since-start',
  'emulator person --attachment': '--attach',
  'emulator fault add --status': '--http-status',
  'send action --message': '--mid',
  'label import --plan': 'msgr label plan <file>',
  'insights export --metric': 'msgr insights export <metric...>',
  'emulator export 1': '--out <file>',
}

/** What a flag of a command is called now that had another name: `--person` for `--from` of `listen`. */
export const flagNow = (command: string, flag: string): string | undefined => renamed[`${command} ${flag}`]

/**
 * What to type instead of a flag that a command had once: `Write --person`.
 * @param flag `--from`, or `1` for a first argument too many.
 */
export function renamedFlag(command: string, flag: string): string | undefined {
  const now = renamed[`${command} ${flag.split('=', 1)[0]}`]
  return now === undefined ? undefined : `${flag === '1' ? 'A file is named by' : 'It is now'} ${now}`
}
