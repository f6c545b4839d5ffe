import {join} from 'node:path'

/** `__filename` of the bundle: as if the executable were a folder, and no real file has such a name. */
export const bundleFile = join(process.execPath, 'main.cjs')
