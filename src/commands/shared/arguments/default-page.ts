import type {Context} from '../../../context.ts'

/** The Page that commands use when none is named. */
export interface DefaultPage {
  /** Its name in the settings; undefined when there is none. */
  readonly page: string | undefined
  readonly pageId: string | undefined
  /** Where it is set: `MSGR_PAGE`, `/home/ann/.config/msgr/config.yaml: defaultPage`. */
  readonly origin: string
  /** The Pages to choose from. */
  readonly choices: readonly string[]
}

/** Read from the current settings, without `--page`. */
export async function readDefaultPage({io, globals}: Context): Promise<DefaultPage> {
  const {loadConfig} = await import('../../../config/load.ts')
  const {connection, settings, pageNames, ownPageNames} = await loadConfig({
    env: io.environment,
    cwd: io.cwd,
    flags: {config: globals.config, trust: globals.trust},
  })
  const origin = settings.find(({name}) => name === 'page')?.origin ?? 'not set'
  return {
    page: connection.pageName,
    pageId: connection.pageId,
    origin,
    choices: ownPageNames.length === 0 ? pageNames : ownPageNames,
  }
}

/** Writes it into the user file. @throws {ConfigError} */
export async function keepDefaultPage(context: Context, page: string): Promise<void> {
  const [{paths}, {setDefaultPage}] = await Promise.all([
    context.config(),
    import('../../../config/write.ts'),
  ])
  await setDefaultPage(paths, page)
}
