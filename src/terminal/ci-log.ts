/**
 * Texts of others in the log of a CI job. Its runner reads commands there, from stdout and stderr alike: on GitHub, and servers
 * that run its workflows, a line that begins with `::name`, blanks before it aside, and `##[name]` anywhere in a line; on Azure
 * Pipelines `##vso[`; on TeamCity `##teamcity[`.
 * Source: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
const command = /##(?=\[|vso\[|teamcity\[)|^[^\S\r\n\u2028\u2029]*::/gim

/** The same text with nothing that a runner takes for a command: its first sign is an escape, which in JSON means the same. */
export function withoutCommands(text: string): string {
  if (!text.includes('##') && !text.includes('::')) return text
  return text.replace(command, found => (found === '##' ? '\\u0023#' : `${found.slice(0, -2)}\\u003a:`))
}
