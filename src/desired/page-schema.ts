import * as z from 'zod'
import {callSettingsSchema} from '../platform/calls-schema.ts'
import {list} from '../platform/fields-schema.ts'
import {newTemplateSchema} from '../platform/message-templates-schema.ts'
import {messengerProfileSchema, userSettingsSchema} from '../platform/messenger-profile-schema.ts'
import {MAX_N_BEST, nlpModels} from '../platform/nlp-configs.ts'
import {newPersonaSchema} from '../platform/personas-check.ts'
import {pageFieldNames} from '../platform/webhook-events.ts'
import {newFlowSchema} from '../platform/welcome-message-flows-schema.ts'
import type {Wire} from '../platform/wire.ts'

const name = z.string().min(1)

/**
 * The settings for what the platform reads out of messages. The token of a Wit.ai app is a secret and does not
 * belong in a file.
 */
export const nlpSchema = z.strictObject({
  nlp_enabled: z.boolean().describe('Whether messages are read at all').optional(),
  model: z
    .enum(nlpModels.filter(model => model !== 'CUSTOM'))
    .describe('The language of the messages')
    .optional(),
  verbose: z.boolean().describe('Whether each entity comes with its place in the text').optional(),
  n_best: z
    .int()
    .min(1)
    .max(MAX_N_BEST)
    .describe('How many readings of an entity to return, the best first')
    .optional(),
})

const sections = {
  profile: messengerProfileSchema.describe('The Messenger Profile'),
  user_settings: list(userSettingsSchema).describe(
    'The menus of single people, instead of the menu of the Page',
  ),
  labels: list(name).describe('Custom labels that must exist'),
  personas: list(newPersonaSchema).describe('Personas that must exist, by name'),
  nlp: nlpSchema.describe('What the platform recognises in messages'),
  webhook_fields: list(name.meta({examples: pageFieldNames})).describe(
    'The webhook fields of the Page that the app receives',
  ),
  templates: list(newTemplateSchema).describe('Utility templates that must exist, by name and language'),
  welcome_flows: list(newFlowSchema).describe('Welcome message flows for ads that must exist, by name'),
  call_settings: callSettingsSchema.describe('Whether and when people can call the Page'),
}

export type SectionName = keyof typeof sections
export const sectionNames = Object.keys(sections) as readonly SectionName[]

/** The desired state of one Page, after overlays and variables. */
export const pageSchema = z.strictObject(sections).partial()
export type PageDescription = Wire<typeof pageSchema>

/** In an overlay, null removes what the file below sets. */
const overlay = z
  .strictObject({
    ...sections,
    profile: z
      .strictObject(nullable(messengerProfileSchema.shape))
      .meta({description: sections.profile.description}),
    nlp: z.strictObject(nullable(nlpSchema.shape)).meta({description: sections.nlp.description}),
    call_settings: z
      .strictObject(nullable(callSettingsSchema.shape))
      .meta({description: sections.call_settings.description}),
  })
  .partial()

/** A Page file as it is written: `msgr page apply` reads it. */
export const pageFileSchema = z.strictObject({
  $schema: z.string().optional(),
  extends: z
    .union([name, list(name)])
    .describe('Files that this one builds on, relative to it; later ones override earlier ones')
    .optional(),
  ...z.strictObject(nullable(overlay.shape)).shape,
  pages: z
    .record(name, z.strictObject(nullable(overlay.shape)))
    .describe('What is different for single Pages, by their name in the settings')
    .optional(),
})

function nullable<Shape extends Record<string, z.ZodType>>(
  shape: Shape,
): {[Key in keyof Shape]: z.ZodNullable<z.ZodOptional<Shape[Key]>>} {
  return Object.fromEntries(
    Object.entries(shape).map(([key, schema]) => [
      key,
      schema.optional().nullable().meta({description: schema.description}),
    ]),
  ) as {[Key in keyof Shape]: z.ZodNullable<z.ZodOptional<Shape[Key]>>}
}

const unknowns = Object.fromEntries(sectionNames.map(section => [section, z.unknown().optional()]))

/** The frame of a Page file: its sections are checked after the overlays are merged. */
export const pageFrameSchema = z.strictObject({
  ...pageFileSchema.pick({$schema: true, extends: true}).shape,
  ...unknowns,
  pages: z.record(name, z.strictObject(unknowns).nullable()).optional(),
})
