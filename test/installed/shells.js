/**
 * What is asked of shells and of man, in an environment in which msgr is installed: the program, a script, and what it prints. A
 * program that this machine lacks is left out.
 */
export const inShells = [
  {
    program: 'bash',
    args: [
      '-c',
      'eval "$(msgr completion bash)"; COMP_WORDS=(msgr label cr); COMP_CWORD=2; _msgr; echo "${COMPREPLY[@]}"',
    ],
    prints: /^create *$/m,
  },
  {
    program: 'zsh',
    // Completing needs a terminal: completion-shells.long.test.ts has one.
    args: [
      '-f',
      '-c',
      'autoload -Uz compinit; compinit -u -D; eval "$(msgr completion zsh)"; print $_comps[msgr]',
    ],
    prints: /^_msgr$/m,
  },
  {
    program: 'fish',
    args: ['-c', 'msgr completion fish | source; complete -C "msgr label cr"'],
    prints: /^create\t/m,
  },
  {program: 'man', args: ['-P', 'cat', 'msgr'], prints: /^NAME\n +msgr\b.*operate a Messenger Page/m},
]
