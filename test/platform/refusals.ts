import {type GraphErrorRule, graphErrorRules} from '../../src/platform/graph-errors.ts'

const listed = <Item>(given: Item | readonly Item[] | undefined) =>
  given === undefined ? [] : [given].flat()

const codeOf = ({code}: GraphErrorRule) => (typeof code === 'number' ? code : code[0])

/** Every way in which the platform may give an error that a row of the table is for. */
export const refusals = graphErrorRules().flatMap(rule => {
  const code = codeOf(rule)
  const route = `POST /me/${rule.edge ?? 'messages'}`
  const bySubcode = listed(rule.subcode).map(subcode => ({
    rule,
    code,
    subcode: Number(subcode),
    said: '',
    route,
  }))
  const bySentence = listed(rule.says).map(says => ({
    rule,
    code,
    subcode: undefined,
    said: String(says),
    route,
  }))
  const some = [...bySubcode, ...bySentence]
  return some.length > 0 ? some : [{rule, code, subcode: undefined, said: '', route}]
})
