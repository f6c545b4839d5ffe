import {formatPlace, type Place, type RecipientRow} from '../../../bulk/recipient-rows.ts'
import type {Look, PictureKind} from '../../../drawing/code/picture.ts'
import {drawQrCode, pixelsPerSquare} from '../../../drawing/code/qr-code.ts'
import {UsageError} from '../../../errors.ts'
import {refFault, toMeLink} from '../../../platform/m-me-links.ts'
import {toFileName} from '../../shared/files/file-name.ts'

/** A code that can be drawn, and its file. */
export interface PlannedCode {
  readonly ref: string
  readonly link: string
  readonly fileName: string
  /** Where it is in the input, such as `line 17`. */
  readonly place: Place
}

interface CodeSettings {
  /** The Page as links name it. */
  readonly page: string
  readonly kind: PictureKind
  readonly look: Look
}

/** Returns a function that gives for each row its code, or the reason why it has none. The row's id is the ref. */
export function createPlanner({
  page,
  kind,
  look,
}: CodeSettings): (row: Pick<RecipientRow, 'psid' | 'fields' | 'place' | 'skip'>) => PlannedCode | string {
  const places = new Map<string, Place>()
  return ({psid: ref, fields, place, skip}) => {
    if (skip !== undefined) return skip.detail
    if (ref === '') return 'the ref is missing'
    const fault = refFault(ref)
    if (fault !== undefined) return `the ref ${fault}`
    const link = toMeLink(page, ref)
    const drawingFault = drawingFaultOf(link, kind, look)
    if (drawingFault !== undefined) return drawingFault
    const name = toFileName(fields['name'] || ref)
    if (name === undefined) return 'the ref cannot be a file name; give one in a column name'
    const fileName = `${name}.${kind}`
    const other = places.get(sameFile(fileName))
    if (other !== undefined)
      return `its file would be ${fileName}, like that of ${formatPlace(other)}; give another in a column name`
    places.set(sameFile(fileName), place)
    return {ref, link, fileName, place}
  }
}

/** Equal for two names of one file on systems that ignore case. */
export const sameFile = (fileName: string): string => fileName.toLowerCase()

function drawingFaultOf(link: string, kind: PictureKind, {level, pixels}: Look): string | undefined {
  try {
    const code = drawQrCode(link, level)
    if (kind === 'png') pixelsPerSquare(code, pixels)
    return undefined
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
}
