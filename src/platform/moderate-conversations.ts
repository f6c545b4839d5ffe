/** Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/moderate-conversations */
export const moderateConversationsRoutes = {
  moderate: 'POST /{page}/moderate_conversations',
} as const

/** To block is about messages; to ban is about the Page as a whole. */
export const moderationActions = [
  'block_user',
  'unblock_user',
  'ban_user',
  'unban_user',
  'move_to_spam',
] as const

export type ModerationAction = (typeof moderationActions)[number]

/** Actions that one request must not hold together. */
export const oppositeActions: readonly (readonly [ModerationAction, ModerationAction])[] = [
  ['block_user', 'unblock_user'],
  ['ban_user', 'unban_user'],
]

/** The most people in one request. */
export const MAX_MODERATED_PEOPLE = 10

/** The most actions in one request. */
export const MAX_MODERATION_ACTIONS = 2
