import type {Command} from 'commander'
import type {Context} from '../context.ts'
import type {ExitCode} from '../errors.ts'
import type {CiReport} from '../terminal/ci-report.ts'
import type {CsvForm} from '../terminal/csv.ts'
import type {JsonForm} from '../terminal/json.ts'
import type {Format, View} from '../terminal/view.ts'
import type {FleetForm} from './shared/arguments/fleet.ts'

/** What a command's file exports. `run` returns data, `view` formats it; neither prints. Without a view nothing is shown. */
export interface CommandModule {
  /** Arguments, options, examples and limits; called just before the command line is parsed. */
  readonly declare: (command: Command) => void
  /** Receives the arguments in order, then the options. A stream is printed item by item. */
  // biome-ignore lint/suspicious/noExplicitAny: arguments are declared by each command's own commander declaration
  readonly run: (context: Context, ...args: any[]) => Promise<unknown> | AsyncIterable<unknown>
  // biome-ignore lint/suspicious/noExplicitAny: each command shows its own result
  readonly view: View<any> | undefined
  /** The shape of what `--json` prints; default one document. A stream that is declared as an array is collected into one. */
  readonly json?: JsonForm
  /** What `--format csv` prints of the result; default a row for each object, with its keys as columns. */
  readonly csv?: CsvForm
  /**
   * Printed for a person at a terminal instead of a table without rows or a stream without items; made from the arguments and the
   * options. It names the filter, so that nobody takes "none of these" for "none".
   */
  // biome-ignore lint/suspicious/noExplicitAny: each command declares its own arguments and options
  readonly empty?: (...args: any[]) => string
  /** The exit code, when a result does not always mean success. Undefined: 130 or 143 after a signal, else 0. */
  // biome-ignore lint/suspicious/noExplicitAny: each command judges its own result
  readonly exitCode?: (result: any, options: any) => ExitCode | number | undefined
  /** One line on stderr below the result of a command about many things: how many succeeded, failed and so on. */
  // biome-ignore lint/suspicious/noExplicitAny: each command sums up its own result
  readonly lastWord?: (result: any) => string | undefined
  /**
   * Whether its view breaks the texts of the result into lines itself. Default: line breaks in each text are shown as spaces,
   * because a name with a line break could look like another line.
   */
  readonly isVerbatim?: boolean
  /** Whether each item of its stream is the same thing a moment later: a terminal shows the last one, a pipe each change. */
  readonly isLive?: boolean
  /** How the result is shown when `--format` is about something else: the file that the command writes. */
  // biome-ignore lint/suspicious/noExplicitAny: each command declares its own options
  readonly formatOf?: (options: any) => Format
  /** What a CI job shows next to its log, made from a result, the arguments and the options. */
  // biome-ignore lint/suspicious/noExplicitAny: each command reports its own result
  readonly ciReport?: (result: any, ...args: any[]) => CiReport
  /** The command that shows what really differs. With `--dry-run` nothing is read, as if the Page were empty. */
  readonly comparedBy?: string
  /**
   * How several Pages are shown: in one table with a row for each, in place of the view of each. They are asked at once, so only a
   * command that changes nothing and asks no question has it. JSON and CSV stay as they are without it.
   */
  // biome-ignore lint/suspicious/noExplicitAny: each command shows its own result
  readonly fleet?: FleetForm<any>
  /** Runs until it is stopped. Other commands can find an emulator inside it meanwhile. */
  readonly isService?: boolean
}

export interface CommandEntry {
  readonly summary: string
  /**
   * How it handles `--page a,b` and `--all-pages`: `each` runs it for one Page after the other; `own` leaves that to the command.
   * Default: it accepts one Page.
   */
  readonly pages?: 'each' | 'own'
  readonly load: () => Promise<CommandModule>
}
