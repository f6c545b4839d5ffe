import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {type ChangedComment, declareHiding, setHidden} from './shared/set-hidden.ts'

export function declare(command: Command): void {
  declareHiding(
    command,
    'Shows a hidden comment to everybody again.',
    'msgr comment unhide 208132419075509_3700000000000001',
  )
}

export const run = (context: Context, comment: string): Promise<ChangedComment> =>
  setHidden(context, comment, false)

export const view: View<ChangedComment> = ({id}) => `Shows the comment ${id} again.`
