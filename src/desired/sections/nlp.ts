import {refusalIn} from './existing.ts'
import {facetOf, type PageChange, type PlanSection} from './section.ts'

const section = 'nlp'
const name = 'configs'

/**
 * The platform does not show these settings: they are compared with what msgr set last; if that is unknown,
 * they are set again.
 */
export const planNlp: PlanSection<'nlp'> = async (wanted, {api: {nlpConfigs}, last}) => {
  const facet = facetOf({section, name})
  const isKnown = last?.hasLeft(facet) ?? false
  const isSame = last?.isAsLeft(facet, wanted) ?? false
  const changes: readonly PageChange[] =
    isKnown && !isSame ? [{section, kind: 'change', name, after: wanted}] : []
  return {
    section,
    changes,
    left: [],
    unread: isKnown ? [] : [section],
    present: {},
    expected: {[facet]: wanted},
    carryOut: async () => {
      if (isSame) return {refused: []}
      const refusal = await refusalIn(() => nlpConfigs.set(wanted))
      return {refused: refusal === undefined ? [] : [{section, name, reason: refusal.message}]}
    },
  }
}
