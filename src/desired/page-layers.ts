import type {RuleFault} from '../platform/faults.ts'
import {toPath} from '../platform/faults.ts'
import {isObject} from '../platform/fields-schema.ts'
import {type SectionName, sectionNames} from './page-schema.ts'

type Keys = Readonly<Record<string, unknown>>
type Path = readonly (string | number)[]

/** Part of a Page's description, and where it is written. */
export interface Layer {
  readonly file: string
  /** `['pages', 'shop']` for an overlay. */
  readonly at: Path
  readonly value: Keys
}

/** Merges the layers, later over earlier: maps key by key, lists as a whole, null removes. */
export function laidOver(layers: readonly Layer[]): Keys {
  const whole = layers.reduce<unknown>((below, {value}) => over(below, value), {})
  return isObject(whole) ? whole : {}
}

function over(below: unknown, above: unknown): unknown {
  if (!isObject(above)) return above ?? undefined
  const base = isObject(below) ? below : {}
  const keys = [...new Set([...Object.keys(base), ...Object.keys(above)])]
  const entries = keys.map(key => [key, key in above ? over(base[key], above[key]) : base[key]] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

/** The sections of a Page file, or of an overlay in it. */
export function layerOf(file: string, at: Path, value: unknown): Layer {
  const sections = isObject(value) ? Object.entries(value) : []
  const known = sections.filter(([name]) => sectionNames.includes(name as SectionName))
  return {file, at, value: Object.fromEntries(known)}
}

/** Moves a fault of the merged layers to the place where it is written: `pages.shop.labels[0]` of base.yaml. */
export function atItsPlace(found: RuleFault, layers: readonly Layer[]): RuleFault {
  const depths = layers.map(({value}) => depthOf(value, found.segments))
  const layer = layers[depths.lastIndexOf(Math.max(...depths))]
  if (layer === undefined) return found
  const segments = [...layer.at, ...found.segments]
  return {...found, file: layer.file, segments, path: toPath(segments)}
}

/** The number of steps of a path that exist in a value. */
function depthOf(value: unknown, path: Path): number {
  const [first, ...rest] = path
  if (first === undefined || typeof value !== 'object' || value === null || !(first in value)) return 0
  return 1 + depthOf((value as Readonly<Record<string | number, unknown>>)[first], rest)
}
