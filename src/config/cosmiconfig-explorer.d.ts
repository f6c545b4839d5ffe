/** The part of cosmiconfig that searches and loads; its package declares no type for it. */
declare module 'cosmiconfig/dist/Explorer.js' {
  import type {CosmiconfigResult, Options} from 'cosmiconfig'

  export class Explorer {
    constructor(
      options: Omit<Options, 'stopDir'> & {
        moduleName: string
        applyPackagePropertyPathToConfiguration: boolean
        metaConfigFilePath: string | null
      },
    )
    search(folder: string): Promise<CosmiconfigResult>
    load(file: string): Promise<CosmiconfigResult>
  }
}
