/** The reactions that have a name. Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events/message-reactions */
const namedReactions: Readonly<Record<string, string>> = {
  '❤': 'love',
  '😍': 'love',
  '😆': 'smile',
  '😮': 'wow',
  '😢': 'sad',
  '😠': 'angry',
  '👍': 'like',
  '👎': 'dislike',
}

/** `love` for ❤️; `other` for an emoji without a name. */
export function reactionName(emoji: string): string {
  const bare = emoji.replace(/[\ufe0e\ufe0f]/g, '')
  return namedReactions[bare] ?? (Object.values(namedReactions).includes(emoji) ? emoji : 'other')
}
