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
}

/** The styles of one stream; chalk is loaded only where there is colour, and its own detection is not asked. */
export async function styleFor(hasColour: boolean): Promise<Style> {
  if (!hasColour) return plainStyle
  const {Chalk} = await import('chalk')
  const chalk = new Chalk({level: 1})
  return {
    bold: chalk.bold,
    faint: chalk.dim,
    good: chalk.green,
    bad: chalk.red,
    warn: chalk.yellow,
    accent: chalk.cyan,
  }
}
