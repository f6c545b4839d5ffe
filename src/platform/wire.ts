import type * as z from 'zod'

/**
 * What a schema describes, as the interfaces of wire types are written: everything is read-only, and an optional key is
 * there with a value or not there at all.
 */
export type Wire<Schema extends z.core.$ZodType> = Written<z.infer<Schema>>

/** The same for a type that is not made from a schema. */
export type Written<Value> = Value extends readonly (infer Item)[]
  ? readonly Written<Item>[]
  : Value extends object
    ? {readonly [Key in keyof Value]: Written<Exclude<Value[Key], undefined>>}
    : Value
