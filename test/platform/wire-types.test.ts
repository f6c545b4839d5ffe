import {readdirSync} from 'node:fs'
import {join} from 'node:path'
import {expect, expectTypeOf, test} from 'vitest'
import * as z from 'zod'
import type {nlpSchema} from '../../src/desired/page-schema.ts'
import type {AttachmentUpload, MediaAttachment} from '../../src/platform/attachments.ts'
import type {Button, MediaButton, PostbackButton, UrlButton} from '../../src/platform/buttons.ts'
import type {
  button,
  defaultAction,
  gridButton,
  mediaButton,
  postbackButton,
  urlButton,
} from '../../src/platform/buttons-schema.ts'
import type {CallHours, CallSettings} from '../../src/platform/calls.ts'
import type {callHoursSchema, callSettingsSchema} from '../../src/platform/calls-schema.ts'
import type {NewUserSettings} from '../../src/platform/custom-user-settings.ts'
import type {
  marketingButton,
  marketingMessage,
  marketingRequestSchema,
  marketingTemplate,
} from '../../src/platform/marketing-message-schema.ts'
import type {
  MarketingButton,
  MarketingDraft,
  MarketingMessage,
  MarketingTemplate,
} from '../../src/platform/marketing-messages.ts'
import type {mediaAttachment, mediaPayload, message, quickReply} from '../../src/platform/message-schema.ts'
import type {MessageTemplateChange, NewMessageTemplate} from '../../src/platform/message-templates.ts'
import type {newTemplateSchema, templateChangeSchema} from '../../src/platform/message-templates-schema.ts'
import type {Message, QuickReply, SendDraft} from '../../src/platform/messages.ts'
import type {attachmentUploadSchema, sendRequestSchema} from '../../src/platform/messages-schema.ts'
import type {LocalisedMenu, MessengerProfile} from '../../src/platform/messenger-profile.ts'
import type {
  messengerProfileSchema,
  persistentMenu,
  userSettingsSchema,
} from '../../src/platform/messenger-profile-schema.ts'
import type {NlpConfigs, NlpModel} from '../../src/platform/nlp-configs.ts'
import type {NewPersona} from '../../src/platform/personas.ts'
import type {newPersonaSchema} from '../../src/platform/personas-check.ts'
import type {MediaTemplate, ProductTemplate, ReceiptTemplate, Template} from '../../src/platform/templates.ts'
import type {
  mediaTemplate,
  productTemplate,
  receiptTemplate,
  templatePayload,
} from '../../src/platform/templates-schema.ts'
import type {NewWelcomeFlow} from '../../src/platform/welcome-message-flows.ts'
import type {flowChangeSchema, newFlowSchema} from '../../src/platform/welcome-message-flows-schema.ts'
import type {Wire, Written} from '../../src/platform/wire.ts'

/** `tsc` checks these: a key that only the interface or only its schema has does not compile. */
const pairs = {
  button: () => expectTypeOf<Wire<typeof button>>().toEqualTypeOf<Button>(),
  mediaButton: () => expectTypeOf<Wire<typeof mediaButton>>().toEqualTypeOf<MediaButton>(),
  gridButton: () => expectTypeOf<Wire<typeof gridButton>>().toEqualTypeOf<UrlButton | PostbackButton>(),
  urlButton: () => expectTypeOf<Wire<typeof urlButton>>().toEqualTypeOf<UrlButton>(),
  defaultAction: () => expectTypeOf<Wire<typeof defaultAction>>().toEqualTypeOf<Omit<UrlButton, 'title'>>(),
  postbackButton: () => expectTypeOf<Wire<typeof postbackButton>>().toEqualTypeOf<PostbackButton>(),
  mediaPayload: () => expectTypeOf<Wire<typeof mediaPayload>>().toEqualTypeOf<MediaAttachment['payload']>(),
  mediaAttachment: () => expectTypeOf<Wire<typeof mediaAttachment>>().toEqualTypeOf<MediaAttachment>(),
  message: () => expectTypeOf<Wire<typeof message>>().toEqualTypeOf<Message>(),
  templatePayload: () => expectTypeOf<Wire<typeof templatePayload>>().toEqualTypeOf<Template>(),
  sendRequestSchema: () => expectTypeOf<Wire<typeof sendRequestSchema>>().toEqualTypeOf<SendDraft>(),
  attachmentUploadSchema: () =>
    expectTypeOf<Wire<typeof attachmentUploadSchema>>().toEqualTypeOf<AttachmentUpload>(),
  quickReply: () => expectTypeOf<Wire<typeof quickReply>>().toEqualTypeOf<QuickReply>(),
  mediaTemplate: () => expectTypeOf<Wire<typeof mediaTemplate>>().toEqualTypeOf<MediaTemplate>(),
  productTemplate: () => expectTypeOf<Wire<typeof productTemplate>>().toEqualTypeOf<ProductTemplate>(),
  receiptTemplate: () => expectTypeOf<Wire<typeof receiptTemplate>>().toEqualTypeOf<ReceiptTemplate>(),
  marketingButton: () => expectTypeOf<Wire<typeof marketingButton>>().toEqualTypeOf<MarketingButton>(),
  marketingTemplate: () => expectTypeOf<Wire<typeof marketingTemplate>>().toEqualTypeOf<MarketingTemplate>(),
  marketingMessage: () => expectTypeOf<Wire<typeof marketingMessage>>().toEqualTypeOf<MarketingMessage>(),
  marketingRequestSchema: () =>
    expectTypeOf<Wire<typeof marketingRequestSchema>>().toEqualTypeOf<MarketingDraft>(),
  messengerProfileSchema: () =>
    expectTypeOf<Wire<typeof messengerProfileSchema>>().toEqualTypeOf<MessengerProfile>(),
  persistentMenu: () => expectTypeOf<Wire<typeof persistentMenu>>().toEqualTypeOf<readonly LocalisedMenu[]>(),
  userSettingsSchema: () => expectTypeOf<Wire<typeof userSettingsSchema>>().toEqualTypeOf<NewUserSettings>(),
  newTemplateSchema: () => expectTypeOf<Wire<typeof newTemplateSchema>>().toEqualTypeOf<NewMessageTemplate>(),
  templateChangeSchema: () =>
    expectTypeOf<Wire<typeof templateChangeSchema>>().toEqualTypeOf<MessageTemplateChange>(),
  callHoursSchema: () => expectTypeOf<Wire<typeof callHoursSchema>>().toEqualTypeOf<CallHours>(),
  callSettingsSchema: () => expectTypeOf<Wire<typeof callSettingsSchema>>().toEqualTypeOf<CallSettings>(),
  newFlowSchema: () => expectTypeOf<Wire<typeof newFlowSchema>>().toEqualTypeOf<NewWelcomeFlow>(),
  flowChangeSchema: () =>
    expectTypeOf<Wire<typeof flowChangeSchema>>().toEqualTypeOf<Partial<NewWelcomeFlow>>(),
  newPersonaSchema: () => expectTypeOf<Wire<typeof newPersonaSchema>>().toEqualTypeOf<NewPersona>(),
  nlpSchema: () =>
    expectTypeOf<Wire<typeof nlpSchema>>().toEqualTypeOf<
      Written<Omit<NlpConfigs, 'custom_token' | 'model'> & {readonly model?: Exclude<NlpModel, 'CUSTOM'>}>
    >(),
}

test('every schema of a wire type is compared with its interface', async () => {
  const platform = join(import.meta.dirname, '../../src/platform')
  const files = readdirSync(platform).filter(name => name.endsWith('.ts'))
  const modules: Readonly<Record<string, unknown>>[] = await Promise.all(
    files.map(name => import(join(platform, name))),
  )
  const scalars = ['id', 'url', 'httpsUrl', 'templateUrl', 'mediaUrl', 'httpsMediaUrl']
  const schemas = modules
    .flatMap(module => Object.entries(module))
    .filter(([name, value]) => value instanceof z.ZodType && !scalars.includes(name))
    .map(([name]) => name)

  expect(schemas.filter(name => !(name in pairs))).toEqual([])
  expect(schemas.length).toBeGreaterThan(10)
})
