import type {LabelId} from './ids.ts'
import {compareVersions, type Version} from './versions.ts'

/**
 * Custom labels: a Page's names for groups of people. No call lists the people under a label.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/identity/custom-labels
 */
export const customLabelsRoutes = {
  list: 'GET /{page}/custom_labels',
  create: 'POST /{page}/custom_labels',
  get: 'GET /{label_id}',
  delete: 'DELETE /{label_id}',
  assign: 'POST /{label_id}/label',
  unassign: 'DELETE /{label_id}/label',
  of: 'GET /{psid}/custom_labels',
} as const

/**
 * What a version calls the name of a label.
 * Source: Messenger Platform changelog, 2021-09-14
 */
export function labelNameField(version: Version): 'name' | 'page_label_name' {
  return compareVersions(version, 'v12.0') < 0 ? 'name' : 'page_label_name'
}

/** The name has been called `page_label_name`, formerly `name`, since v12.0. Without `fields` only the id is answered. */
export interface CustomLabel {
  readonly id: LabelId
  readonly page_label_name: string
}
