import {type CommandEntry, commands} from '../commands/index.ts'

/** Every command: those that operate a Page, and those about the command line itself. */
export const table: Readonly<Record<string, CommandEntry>> = {
  ...commands,
  completion: {
    summary: 'Print the script that completes msgr in bash, zsh, fish or PowerShell',
    load: () => import('./completion/command.ts'),
  },
  commands: {
    summary: 'List every command with its arguments and flags',
    load: () => import('./about/commands.ts'),
  },
  man: {summary: 'Print the manual page', load: () => import('./about/man.ts')},
}
