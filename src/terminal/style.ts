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

/** Of the 256 colours these are not redefined by themes, as black and white among the first 16 are. */
const [BLACK, WHITE] = [16, 231]

/** The styles of one stream; chalk is loaded only where there is colour, and its own detection is not asked. */
export async function styleFor(hasColour: boolean): Promise<Style> {
  if (!hasColour) return plainStyle
  const {Chalk} = await import('chalk')
  const chalk = new Chalk({level: 1})
  return {
    ...plainStyle,
    bold: chalk.bold,
    faint: chalk.dim,
    good: chalk.green,
    bad: chalk.red,
    warn: chalk.yellow,
    accent: chalk.cyan,
    paper: new Chalk({level: 2}).bgAnsi256(WHITE).ansi256(BLACK),
  }
}
