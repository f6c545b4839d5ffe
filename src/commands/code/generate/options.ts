import type {InvalidRowsFlags} from '../../../audience/file-rows.ts'
import type {SheetFlags} from '../../../audience/list-flags.ts'
import type {PictureKind} from '../../../drawing/code/picture.ts'
import type {ForceOptions} from '../../shared/arguments/force.ts'
import type {LookOptions} from './look.ts'

export interface CodesOptions extends InvalidRowsFlags, SheetFlags {
  readonly outDir?: string
  readonly kind?: PictureKind
}

export interface CodeOptions extends ForceOptions, LookOptions, CodesOptions {
  readonly ref?: string
  readonly out?: string
  readonly username?: boolean
  readonly invert?: boolean
  readonly from?: string
  readonly via?: 'messenger-codes'
}

/** A code with what is in it. */
export interface GeneratedCode {
  /** What a camera that reads the QR code opens; of a Messenger Code it is not known. */
  readonly link: string | undefined
  /** Where the platform keeps the picture of a Messenger Code, for a short time. */
  readonly uri: string | undefined
  readonly ref: string | undefined
  /** The file that was written; absolute. */
  readonly file: string | undefined
  /** The code in characters, where a person sees it. */
  readonly drawing?: string
}
