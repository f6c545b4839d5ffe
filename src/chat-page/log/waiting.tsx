import type {JSX} from 'preact'
import type {ActivityEntry} from '../../emulator/chat/view-types.ts'
import {useNow} from '../app/now.ts'
import {Icon} from '../conversation/icons.tsx'

const EVERY_MS = 1_000

/** How long the answer has been pending, from the first second on. */
export function Waiting({entry}: {readonly entry: ActivityEntry}): JSX.Element | null {
  const seconds = Math.floor((useNow(EVERY_MS) - entry.atMs) / 1_000)
  if (entry.outcome !== 'pending' || seconds < 1) return null
  return (
    <>
      <Icon name="clock" size={14} /> {seconds} s
    </>
  )
}
