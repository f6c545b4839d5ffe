export const shellNames = ['bash', 'zsh', 'fish', 'powershell'] as const
export type ShellName = (typeof shellNames)[number]

/** bash takes words apart at these, so that `--page=shop` comes as three. */
const breaks = ['=', ':', '@']

/** The words as they were typed. */
export function joinWords(words: readonly string[], shell: ShellName): readonly string[] {
  const joined: string[] = []
  let isOpen = false
  for (const word of words) {
    const isBreak = shell === 'bash' && breaks.includes(word)
    if (joined.length > 0 && (isBreak || isOpen)) joined.push(`${joined.pop()}${word}`)
    else joined.push(word)
    isOpen = isBreak
  }
  // The others hand words over without their quotation; a mark that was opened is not a part of the value anywhere.
  if (shell === 'bash') return joined.map(unquoted)
  const last = joined.pop() ?? ''
  // Windows PowerShell drops arguments that are empty: its script puts a colon before the last one.
  const typed = shell === 'powershell' ? last.replace(/^:/, '') : last
  return [...joined, typed.replace(/^["']/, '')]
}

/** `Beta\\ testers`, `"Beta testers"` and `'Beta testers` as the shell would pass them on. */
function unquoted(word: string): string {
  return word.replace(
    /\\(.)|'([^']*)'?|"((?:\\.|[^"\\])*)"?/gs,
    (_, escaped = '', single = '', double = '') =>
      `${escaped}${single}${double.replace(/\\(["\\$`])/g, '$1')}`,
  )
}

/** The part of a candidate that the shell puts in place of what it takes for the last word. */
export function trimFor(candidate: string, last: string, shell: ShellName): string {
  if (shell !== 'bash') return candidate
  const start = Math.max(...breaks.map(sign => last.lastIndexOf(sign))) + 1
  return candidate.slice(start)
}

const bash = `# Completes msgr in bash: eval "$(msgr completion bash)"
_msgr() {
  local cur=\${COMP_WORDS[COMP_CWORD]} kind line value sign
  COMPREPLY=()
  {
    IFS= read -r kind
    while IFS= read -r line; do
      value=\${line%%$'\\t'*}
      # A name from outside stays one word, even inside quotes that the person has opened.
      case $cur in
        \\"*) for sign in \\\\ \\" \\$ \\\`; do value=\${value//"$sign"/\\\\"$sign"}; done ;;
        \\'*) value=\${value//\\'/\\'\\\\\\'\\'} ;;
        # A comma means nothing to the shell, and typed ones have no backslash before them.
        *) printf -v value %q "$value"; value=\${value//\\\\,/,} ;;
      esac
      COMPREPLY+=("$value")
    done
  } < <(msgr __complete bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2> /dev/null)
  if [[ $kind == files ]]; then
    compopt -o default 2> /dev/null
  elif [[ \${#COMPREPLY[@]} == 1 && \${COMPREPLY[0]} == *[=,] ]]; then
    compopt -o nospace 2> /dev/null
  fi
}
complete -F _msgr msgr
`

const zsh = `#compdef msgr
# Completes msgr in zsh: source <(msgr completion zsh), or a file _msgr in a folder of $fpath.
_msgr() {
  local -a lines described
  local kind line value
  lines=("\${(@f)$(msgr __complete zsh -- "\${(@Q)words[2,CURRENT]}" 2> /dev/null)}")
  kind=$lines[1]
  shift lines
  if [[ $kind == files ]]; then
    _files
    return
  fi
  for line in $lines; do
    value=\${line%%$'\\t'*}
    if [[ $line == *$'\\t'* ]]; then
      described+=("\${\${value//\\\\/\\\\\\\\}//:/\\\\:}:\${line#*$'\\t'}")
    else
      described+=("\${\${value//\\\\/\\\\\\\\}//:/\\\\:}")
    fi
  done
  _describe -V msgr described
}
if [[ $funcstack[1] == _msgr ]]; then
  _msgr "$@"
else
  compdef _msgr msgr
fi
`

const fish = `# Completes msgr in fish: msgr completion fish | source
function __msgr_words
    set -l words (commandline -opc) (commandline -ct)
    msgr __complete fish -- $words[2..] 2> /dev/null
end
function __msgr_is_file
    __msgr_words | read -l kind
    test "$kind" = files
end
complete -c msgr -f
complete -c msgr -n 'not __msgr_is_file' -f -a '(__msgr_words)[2..]'
complete -c msgr -n __msgr_is_file -F
`

// Without an offer PowerShell completes names of files; an empty text keeps it from that. In single quotes nothing is expanded, and
// every kind of single quotation mark ends them.
const powershell = String.raw`# Completes msgr in PowerShell: msgr completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName msgr -ScriptBlock {
  param($typed, $line, $cursor)
  $words = @($line.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object {
    if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text }
  })
  $words += ":$typed"
  $encoding = [Console]::OutputEncoding
  try {
    [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
    $kind, $offered = @(msgr __complete powershell -- @words 2> $null)
  } finally {
    [Console]::OutputEncoding = $encoding
  }
  if ($kind -eq 'files') { return }
  if (-not $offered) { return '' }
  foreach ($each in $offered) {
    $value, $about = $each -split [char]9, 2
    $text = $value
    if ($value -notmatch '^[\w%+=:./\-]+$') { $text = "'" + ($value -replace "(['‘-‛])", '$1$1') + "'" }
    if (-not $about) { $about = $value }
    [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $about)
  }
}
`

/** The script for each shell. */
export const scripts: Readonly<Record<ShellName, string>> = {bash, zsh, fish, powershell}
