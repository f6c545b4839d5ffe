/**
 * The part of cosmiconfig that searches and loads. Its package declares no type for it, and may move it in any version:
 * package.json names one version exactly, and `test/build/private-doors.test.ts` checks that one.
 */
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
