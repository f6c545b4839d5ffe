// JSON Schemas of TypeScript types, as `--json` prints their values.
const MOMENT = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$'
const DAY = '^\\d{4}(-\\d{2}){0,2}$'
const dayNames = ['day', 'firstDay', 'since', 'until', 'asOf']

/**
 * Makes the schemas of one document.
 * @param typescript The module `typescript/unstable/sync`.
 * @param isForeign Whether the objects that a file declares are the platform's own: they may have more keys than are known.
 * @returns `schemaOf(type)`, and `definitions`, which its `$ref`s point to.
 */
function createTypeSchemas({TypeFlags, SymbolFlags, checker, isForeign}) {
  const definitions = {}
  const names = new Map()
  const open = new Set()
  const has = (type, flag) => (type.flags & flag) !== 0

  function schemaOf(type, place = '') {
    if (has(type, TypeFlags.Union)) return unionOf(type.getTypes(), place)
    if (has(type, TypeFlags.Undefined | TypeFlags.Null | TypeFlags.Void)) return {type: 'null'}
    if (has(type, TypeFlags.StringLiteral | TypeFlags.NumberLiteral | TypeFlags.BooleanLiteral))
      return {const: type.value ?? type.intrinsicName === 'true'}
    if (has(type, TypeFlags.String | TypeFlags.TemplateLiteral | TypeFlags.StringMapping))
      return {type: 'string'}
    if (has(type, TypeFlags.Number)) return {type: 'number'}
    if (has(type, TypeFlags.Boolean)) return {type: 'boolean'}
    if (has(type, TypeFlags.Any | TypeFlags.Unknown)) return {}
    if (has(type, TypeFlags.NonPrimitive)) return {type: 'object'}
    if (has(type, TypeFlags.Intersection) && type.getTypes().some(each => has(each, TypeFlags.String)))
      return described({type: 'string'}, type.getAliasSymbol())
    if (has(type, TypeFlags.Object | TypeFlags.Intersection)) return objectOrList(type, place)
    throw new Error(`${place}: no schema for ${checker.typeToString(type)}`)
  }

  /** Constants become one `enum`, and types without more to say one list of types. */
  function unionOf(types, place) {
    const all = types.map(type => schemaOf(type, place))
    const constants = all.filter(each => 'const' in each).map(each => each.const)
    const isBoolean = constants.includes(true) && constants.includes(false)
    const values = constants.filter(value => !isBoolean || typeof value !== 'boolean').sort()
    const rest = unique(all.filter(each => !('const' in each)))
    if (isBoolean) rest.push({type: 'boolean'})
    const plain = rest.filter(isPlain).map(each => each.type)
    const others = rest.filter(each => !isPlain(each))
    if (values.length === 1 && plain.length + others.length === 0) return {const: values[0]}
    if (values.length > 0 && others.length === 0 && plain.every(each => each === 'null'))
      return {enum: [...values, ...plain.map(() => null)]}
    const parts = [
      ...others,
      ...(values.length === 0 ? [] : [{enum: values}]),
      ...(plain.length === 0 ? [] : [{type: plain.length === 1 ? plain[0] : sortedTypes(plain)}]),
    ]
    if (parts.some(part => Object.keys(part).length === 0)) return {}
    if (parts.length > 1 && parts.some(isPlainText)) return withoutConstants(parts)
    return parts.length === 1 ? parts[0] : {anyOf: parts}
  }

  function objectOrList(type, place) {
    if (checker.isArrayType(type)) {
      const [item] = checker.getTypeArguments(type)
      return {type: 'array', items: schemaOf(item, `${place}[]`)}
    }
    if (checker.isTupleType(type)) {
      const items = checker.getTypeArguments(type).map(each => schemaOf(each, `${place}[]`))
      return {
        type: 'array',
        ...(items.length === 0 ? {} : {prefixItems: items}),
        minItems: items.length,
        maxItems: items.length,
      }
    }
    const name = nameOf(type)
    if (name === undefined && open.has(type.id))
      throw new Error(`${place}: a type without a name refers to itself`)
    if (name !== undefined) {
      const known = names.get(type.id)
      if (known !== undefined) return {$ref: `#/$defs/${known}`}
      const free = freeName(name)
      names.set(type.id, free)
      definitions[free] = {}
      definitions[free] = objectOf(type, place)
      return {$ref: `#/$defs/${free}`}
    }
    open.add(type.id)
    try {
      return objectOf(type, place)
    } finally {
      open.delete(type.id)
    }
  }

  function objectOf(type, place) {
    const symbol = type.getAliasSymbol() ?? type.getSymbol()
    if (symbol !== undefined && checker.getJsDocTagsOfSymbol(symbol).some(({name}) => name === 'opaque'))
      return described({type: 'object'}, symbol)
    const isPlatforms = isOfPlatform(type)
    const properties = {}
    const required = []
    for (const property of checker.getPropertiesOfType(type)) {
      if (property.name.startsWith('__@')) continue
      const at = `${place}.${property.name}`
      properties[property.name] = described(
        ofName(property.name, schemaOf(checker.getTypeOfSymbol(property), at), isPlatforms),
        property,
      )
      if ((property.flags & SymbolFlags.Optional) === 0) required.push(property.name)
    }
    const [index] = checker.getIndexInfosOfType(type)
    const more = isPlatforms ? true : index !== undefined && schemaOf(index.valueType, `${place}.*`)
    const schema = {
      type: 'object',
      ...(Object.keys(properties).length === 0 ? {} : {properties}),
      ...(required.length === 0 || isPlatforms ? {} : {required}),
      additionalProperties: more,
    }
    const about = described(schema, symbol)
    return isPlatforms
      ? withSentence(about, 'An object of the platform: it can lack keys, and have others.')
      : about
  }

  /** A part of one of the platform's objects, such as `Omit<UrlButton, 'title'>`, is declared where `Omit` is. */
  function isOfPlatform(type) {
    const declarations = declarationsOf(type.getSymbol())
    if (declarations.some(isForeign)) return true
    const parts = checker.getPropertiesOfType(type).flatMap(declarationsOf)
    return declarations.every(isLibrary) && parts.length > 0 && parts.every(isForeign)
  }

  const declarationsOf = symbol => (symbol?.declarations ?? []).map(({path}) => path)
  const isLibrary = path => /\/lib\.[\w.]+\.d\.ts$/.test(path)

  function nameOf(type) {
    const symbol = type.getAliasSymbol() ?? type.getSymbol()
    const isGeneric =
      type.getAliasTypeArguments().length > 0 ||
      (type.isTypeReference?.() && checker.getTypeArguments(type).length > 0)
    return symbol === undefined || /^__/.test(symbol.name) || isGeneric ? undefined : symbol.name
  }

  function freeName(name) {
    const taken = new Set(names.values())
    let free = name
    for (let count = 2; taken.has(free); count += 1) free = `${name}${count}`
    return free
  }

  function described(schema, symbol) {
    if (symbol === undefined || symbol.name.startsWith('__')) return schema
    const text = checker
      .getDocumentationCommentOfSymbol(symbol)
      .replace(/\s+/g, ' ')
      .replace(/\bundefined\b/g, 'null')
      .replace(/\bUndefined\b/g, 'Null')
      .trim()
    return text === '' ? schema : {description: text, ...schema}
  }

  return {schemaOf, definitions}
}

/** Names decide the form of moments and days, as `msgr help json` promises. */
function ofName(name, schema, isPlatforms) {
  if (isPlatforms) return schema
  if (/[a-z]At$/.test(name) || name === 'now')
    return withTextRule(schema, {format: 'date-time', pattern: MOMENT})
  return dayNames.includes(name) ? withTextRule(schema, {pattern: DAY}) : schema
}

const withTextRule = (schema, rule) => (isText(schema) ? {...schema, ...rule} : schema)

const isText = ({type}) =>
  type === 'string' || (Array.isArray(type) && type.every(each => ['string', 'null'].includes(each)))

const isPlain = schema => Object.keys(schema).length === 1 && 'type' in schema

/** What accepts every text, so that constants beside it say nothing. */
const isPlainText = schema => isPlain(schema) && [schema.type].flat().includes('string')

function withoutConstants(parts) {
  const rest = parts.filter(part => !('enum' in part && part.enum.every(each => typeof each === 'string')))
  return rest.length === 1 ? rest[0] : {anyOf: rest}
}

const sortedTypes = types =>
  [...types].sort((a, b) => Number(a === 'null') - Number(b === 'null') || (a < b ? -1 : 1))

function withSentence({description, ...schema}, sentence) {
  return {description: description === undefined ? sentence : `${description} ${sentence}`, ...schema}
}

function unique(schemas) {
  const seen = new Set()
  return schemas.filter(schema => {
    const text = JSON.stringify(schema)
    return !seen.has(text) && seen.add(text)
  })
}

module.exports = {createTypeSchemas}
