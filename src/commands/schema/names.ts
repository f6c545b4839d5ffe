/** The files that have a schema, with descriptions. */
export const schemaNames = {
  page: 'a Page file: msgr page plan, apply, validate',
  profile: 'the Messenger Profile: msgr profile set, apply, diff, validate',
  message: 'a message, a template or a whole request: msgr broadcast send, send template, send raw',
  marketing: 'a marketing message or a template of one: msgr send marketing, broadcast send --via marketing',
  config: 'settings: .msgrrc.yaml and the like, and the user file',
} as const

export type SchemaName = keyof typeof schemaNames
