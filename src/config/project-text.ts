import {parse, stringify} from 'yaml'
import {checkSettings, type SettingsFile} from './schema.ts'

/** Where a new project file is written. */
export const NEW_PROJECT_FILE = '.msgrrc.yaml'

/**
 * A project file as text, read back by the rules that it will be read by.
 * @throws {ConfigError} for what a project file must not hold.
 */
export function projectText(settings: SettingsFile): string {
  const text = `# Settings of msgr for this project (msgr help config). No secret is in it: keep it in git.\n${stringify(settings)}`
  checkSettings(parse(text), NEW_PROJECT_FILE)
  return text
}
