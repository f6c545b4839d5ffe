import {parse, stringify} from 'yaml'
import {checkSettings, type SettingsFile} from './schema.ts'

/** The name of a new project file. */
export const NEW_PROJECT_FILE = '.msgrrc.yaml'

/**
 * The text of a project file, checked by the rules for reading it.
 * @throws {ConfigError} for what a project file must not contain.
 */
export function projectText(settings: SettingsFile): string {
  const text = `# Settings of msgr for this project (msgr help config). No secret is in it: keep it in git.\n${stringify(settings)}`
  checkSettings(parse(text), NEW_PROJECT_FILE)
  return text
}
