/**
 * The part of undici that sends; loading the whole of it takes three times as long. Its package declares no type for it, and may
 * move it in any version: package.json names one version exactly, and `test/build/private-doors.test.ts` checks that one.
 */
declare module 'undici/lib/dispatcher/pool.js' {
  import {Pool} from 'undici'

  export = Pool
}
