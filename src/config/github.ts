import type {Environment} from './environment.ts'

/** Whether the runner reads commands from output: on GitHub Actions, Azure Pipelines and TeamCity. */
export function readsCommands(env: Environment): boolean {
  return env['GITHUB_ACTIONS'] === 'true' || Boolean(env['TF_BUILD'] || env['TEAMCITY_VERSION'])
}

/** The facts that a GitHub Actions job gets about itself. */
export interface GitHubJob {
  /** The folder of the repository; absolute. */
  readonly root: string | undefined
  /** The file whose Markdown is shown in the summary of the run. */
  readonly summaryFile: string | undefined
}

/**
 * The current job; undefined outside GitHub Actions.
 */
export function gitHubJob(env: Environment): GitHubJob | undefined {
  if (env['GITHUB_ACTIONS'] !== 'true') return undefined
  return {root: env['GITHUB_WORKSPACE'] || undefined, summaryFile: env['GITHUB_STEP_SUMMARY'] || undefined}
}
