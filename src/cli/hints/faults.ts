import type {Fault, FaultRemedy} from '../../errors.ts'
import type {Rule, RuleFault} from '../../platform/rule-fault.ts'

const UTILITY = 'msgr send utility'
const MENU_OF_PERSON = 'msgr profile menu set <psid> <file>'

/** What the command line has to say to the end of a fault, by its rule. */
const byRule: Readonly<Partial<Record<Rule, string>>> = {'media-url': 'msgr attachment upload'}

/** The faults of an input as the command line reports them: with the command that helps. */
export function inWords<Found extends Fault>(faults: readonly Found[]): readonly Found[] {
  return faults.map(({remedy, ...fault}) => {
    const {rule} = fault as Partial<RuleFault>
    const command = rule === undefined ? undefined : byRule[rule]
    const said = command === undefined ? fault.message : `${fault.message}: ${command}`
    return {...fault, message: saidWith(remedy, said)} as Found
  })
}

function saidWith(remedy: FaultRemedy | undefined, message: string): string {
  if (remedy === 'menu-of-person') return `${message}: ${MENU_OF_PERSON}`
  if (remedy !== 'utility-template') return message
  return message
    .replace(/(an approved utility template)$/, `$1: ${UTILITY}`)
    .replace(/(an approved utility template);/, `$1 (${UTILITY});`)
}
