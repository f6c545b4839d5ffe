import * as z from 'zod'
import {settingsSchema} from '../../config/schema.ts'
import {pageFileSchema} from '../../desired/page-schema.ts'
import {
  marketingMessage,
  marketingRequestSchema,
  marketingTemplate,
} from '../../platform/marketing-message-schema.ts'
import {message} from '../../platform/message-schema.ts'
import {sendRequestSchema} from '../../platform/messages-schema.ts'
import {messengerProfileSchema} from '../../platform/messenger-profile-schema.ts'
import {templatePayload} from '../../platform/templates-schema.ts'
import type {SchemaName} from './names.ts'

/** The schema that each of the files is checked by. */
export const schemas: Readonly<Record<SchemaName, z.core.$ZodType>> = {
  page: pageFileSchema,
  profile: messengerProfileSchema,
  message: z.union([message, templatePayload, sendRequestSchema]),
  marketing: z.union([marketingMessage, marketingTemplate, marketingRequestSchema]),
  config: settingsSchema,
}
