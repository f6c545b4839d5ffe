const ada = '6411223344556677'

/**
 * Command lines, one after the other on one emulator: words with one space between them, the file that each reads, and how it
 * ends. Files have the line ends of Windows.
 */
export const steps = [
  {line: '--emulator whoami', prints: /Acme Shop/},
  {line: 'help listen', prints: /--forward-to/},
  {line: 'completion bash', prints: /complete -F _msgr msgr/},
  {line: 'completion zsh', prints: /#compdef msgr/},
  {line: 'completion fish', prints: /complete -c msgr/},
  {line: 'completion powershell', prints: /Register-ArgumentCompleter/},
  {line: '__complete zsh -- label cr', prints: /^create\t/m},
  {line: 'schema page', prints: /"\$schema"/},
  {line: '--emulator label create VIP', prints: /VIP/},
  {
    line: '--emulator label import people.csv --yes',
    file: {name: 'people.csv', text: `psid,label\r\n${ada},VIP\r\n`},
  },
  {line: `--emulator label of ${ada}`, prints: /VIP/},
  {
    line: '--emulator page plan page.yaml',
    file: {name: 'page.yaml', text: 'labels:\r\n  - Gold\r\n'},
    prints: /\+ labels Gold/,
  },
  {line: '--emulator page apply page.yaml --yes'},
  {line: '--emulator page plan page.yaml --exit-code', prints: /matches the file/},
  {line: '--emulator page plan page.yaml --out plan.json'},
  {line: '--emulator page plan page.yaml --out plan.json --overwrite'},
  {line: '--emulator page plan page.yaml --out plan.json', exit: 2, warns: /--overwrite/},
  {line: '--emulator broadcast send --text Hi --to - --yes', input: `${ada}\r\n`},
  {line: '--emulator broadcast status last', prints: /sent/i},
  {
    line: '--emulator emulator exec -- node bot.mjs',
    file: {name: 'bot.mjs', text: bot()},
    prints: /Acme Shop/,
  },
  {line: 'label lst', exit: 2, warns: /label list/},
]

/** A bot that knows only the platform, and asks it who it is. */
function bot() {
  return `const url = 'https://graph.facebook.com/v26.0/me?access_token=' + process.env.PAGE_ACCESS_TOKEN
console.log(await (await fetch(url)).text())\r\n`
}
