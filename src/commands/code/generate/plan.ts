import {formatPlace, type Place, type RecipientRow} from '../../../bulk/recipient-rows.ts'
import type {Look, PictureKind} from '../../../drawing/code/picture.ts'
import {drawQrCode, pixelsPerSquare} from '../../../drawing/code/qr-code.ts'
import {UsageError} from '../../../errors.ts'
import {refFault, toMeLink} from '../../../platform/m-me-links.ts'
import {toFileName} from './file-name.ts'

/** A code that can be drawn, with a file of its own. */
export interface PlannedCode {
  readonly ref: string
  readonly link: string
  readonly fileName: string
  /** Where it stands: `line 17`. */
  readonly place: Place
}

interface Wanted {
  /** As links name it. */
  readonly page: string
  readonly kind: PictureKind
  readonly look: Look
}

/** Yields for one row after the other its code, or why it has none. The row's id is the ref. */
export function createPlanner({
  page,
  kind,
  look,
}: Wanted): (row: Pick<RecipientRow, 'psid' | 'fields' | 'place' | 'skip'>) => PlannedCode | string {
  const places = new Map<string, Place>()
  return ({psid: ref, fields, place, skip}) => {
    if (skip !== undefined) return skip.detail
    if (ref === '') return 'there is no ref'
    const fault = refFault(ref)
    if (fault !== undefined) return `the ref ${fault}`
    const link = toMeLink(page, ref)
    const drawingFault = drawingFaultOf(link, kind, look)
    if (drawingFault !== undefined) return drawingFault
    const name = toFileName(fields['name'] || ref)
    if (name === undefined) return 'the ref gives no name for a file; write one in a column name'
    const fileName = `${name}.${kind}`
    const other = places.get(sameFile(fileName))
    if (other !== undefined)
      return `its file would be ${fileName}, as that of ${formatPlace(other)}; write another in a column name`
    places.set(sameFile(fileName), place)
    return {ref, link, fileName, place}
  }
}

/** The same for two names that mean one file on systems that do not tell the case of letters. */
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
