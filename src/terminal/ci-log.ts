/**
 * Text from others in the log of a CI job. Its runner reads commands there, from both stdout and stderr: on GitHub, and servers
 * that run its workflows, a line that starts with `::name`, after optional spaces, and `##[name]` anywhere in a line; on Azure
 * Pipelines `##vso[`; on TeamCity `##teamcity[`.
 * Source: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
const command = /##(?=\[|vso\[|teamcity\[)|^[^\S\r\n\u2028\u2029]*::/gim

/** The same text without anything that a runner takes for a command: its first character is escaped, as JSON allows. */
export function withoutCommands(text: string): string {
  if (!text.includes('##') && !text.includes('::')) return text
  return text.replace(command, found => (found === '##' ? '\\u0023#' : `${found.slice(0, -2)}\\u003a:`))
}
