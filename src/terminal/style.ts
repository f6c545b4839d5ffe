import {marked} from './harmless.ts'
import type {Style} from './view.ts'

const asItIs = (text: string) => text

/** For a stream without colours. */
export const plainStyle: Style = {
  bold: asItIs,
  faint: asItIs,
  good: asItIs,
  bad: asItIs,
  warn: asItIs,
  accent: asItIs,
  paper: undefined,
  time: asItIs,
  ago: asItIs,
  hanging: asItIs,
}

/** Two of the 256 colours that themes do not redefine, unlike black and white among the first 16. */
const [BLACK, WHITE] = [16, 231]

/** The styles of one stream; chalk is loaded only when there is colour, and its own detection is not used. */
export async function styleFor(hasColour: boolean): Promise<Style> {
  if (!hasColour) return plainStyle
  const {Chalk} = await import('chalk')
  const chalk = new Chalk({level: 1})
  return {
    ...plainStyle,
    bold: marked(chalk.bold),
    faint: marked(chalk.dim),
    good: marked(chalk.green),
    bad: marked(chalk.red),
    warn: marked(chalk.yellow),
    accent: marked(chalk.cyan),
    paper: marked(new Chalk({level: 2}).bgAnsi256(WHITE).ansi256(BLACK)),
  }
}
