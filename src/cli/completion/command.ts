import {Argument, type Command} from 'commander'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {type ShellName, scripts, shellNames} from './shells.ts'

export function declare(command: Command): void {
  command.addArgument(new Argument('<shell>', 'the shell it is for').choices(shellNames)).addHelpText(
    'after',
    `
Completes commands, flags, names of Pages, labels, runs, templates, metrics, fields, events and recent people. Waits at most
2 seconds for names that come from the platform.

To install it for all new shells:
  bash  echo 'eval "$(msgr completion bash)"' >> ~/.bashrc
  zsh   echo 'source <(msgr completion zsh)' >> ~/.zshrc   behind the line with compinit
  fish  msgr completion fish > ~/.config/fish/completions/msgr.fish
  PowerShell  Add-Content $PROFILE 'msgr completion powershell | Out-String | Invoke-Expression'

Examples:
  $ eval "$(msgr completion bash)"`,
  )
}

export async function run(_context: Context, shell: ShellName): Promise<{readonly script: string}> {
  return {script: scripts[shell]}
}

export const isVerbatim = true

export const view: View<{readonly script: string}> = ({script}) => script.trimEnd()
