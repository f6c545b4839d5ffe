import type {Environment} from './index.ts'

/** Whether commands are read from what a process prints: on GitHub Actions, Azure Pipelines and TeamCity. */
export function readsCommands(env: Environment): boolean {
  return env['GITHUB_ACTIONS'] === 'true' || Boolean(env['TF_BUILD'] || env['TEAMCITY_VERSION'])
}

/** What a job of GitHub Actions knows of itself. */
export interface GitHubJob {
  /** The folder of the repository; absolute. */
  readonly root: string | undefined
  /** The file whose Markdown is shown in the summary of the run. */
  readonly summaryFile: string | undefined
}

/**
 * The job that this runs in; undefined outside of GitHub Actions.
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */
export function gitHubJob(env: Environment): GitHubJob | undefined {
  if (env['GITHUB_ACTIONS'] !== 'true') return undefined
  return {root: env['GITHUB_WORKSPACE'] || undefined, summaryFile: env['GITHUB_STEP_SUMMARY'] || undefined}
}
