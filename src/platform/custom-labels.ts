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

/** From this day on every version says `page_label_name`. Source: Messenger Platform changelog, 2021-09-14 */
const RENAMED_EVERYWHERE = '2021-12-14'

/**
 * What a version calls the name of a label on a day (`YYYY-MM-DD`): `name` up to v11.0, while that version still had it.
 * Source: Messenger Platform changelog, 2021-09-14
 */
export function labelNameField(version: Version, day: string): 'name' | 'page_label_name' {
  return hadFormerName(version) && day < RENAMED_EVERYWHERE ? 'name' : 'page_label_name'
}

/** Whether a version ever said `name`. */
export const hadFormerName = (version: Version): boolean => compareVersions(version, 'v12.0') < 0

/** The name has been called `page_label_name`, formerly `name`, since v12.0. Without `fields` only the id is answered. */
export interface CustomLabel {
  readonly id: LabelId
  readonly page_label_name: string
}
