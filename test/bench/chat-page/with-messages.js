/** An export in which somebody and the Page wrote to each other for long. */
export function withMessages(exported, psid, count) {
  const {state} = exported
  const conversation = Object.values(state.conversations).find(each => each.psid === psid)
  const known = state.messages.find(({conversationId}) => conversationId === conversation.id)
  for (let index = 0; index < count; index++) {
    const text = `Message ${index} ${'word '.repeat(index % 20)}`
    const from = index % 2 === 0 ? 'page' : 'person'
    const id = `m_bench${index}`
    state.messages.push({...known, id, from, text, message: {text}, atMs: known.atMs})
    conversation.messageIds.push(id)
  }
  return exported
}
