import type {JSX} from 'preact'
import type {Sheet} from '../acting.ts'
import {Feedback} from './feedback.tsx'
import {SheetFrame} from './frame.tsx'
import {Webview} from './webview.tsx'

interface OpenSheetProps {
  readonly sheet: Sheet
  readonly onClose: () => void
}

/** The sheet open over the conversation. */
export function OpenSheet({sheet, onClose}: OpenSheetProps): JSX.Element {
  if (sheet.kind === 'webview') return <Webview sheet={sheet} onClose={onClose} />
  if (sheet.kind === 'feedback') return <Feedback sheet={sheet} onClose={onClose} />
  return (
    <SheetFrame title={sheet.title} onClose={onClose}>
      {sheet.lines.map(line => (
        <p key={line} class="note">
          {line}
        </p>
      ))}
    </SheetFrame>
  )
}
