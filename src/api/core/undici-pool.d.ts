/** The part of undici that sends; loading the whole of it takes three times as long. Its package declares no type for it. */
declare module 'undici/lib/dispatcher/pool.js' {
  import {Pool} from 'undici'

  export = Pool
}
