import type {StoredMessage} from './conversation.ts'

/**
 * Messages by id, in the order in which they were stored. No object: each new id would become the name of a property, which
 * takes longer than all else that is done to store a message. As JSON it is the list of them.
 */
export class MessageStore extends Map<string, StoredMessage> {
  /** @param messages As JSON holds them: a list, or, as earlier versions wrote it, an object by id. */
  static of(messages: readonly StoredMessage[] | Readonly<Record<string, StoredMessage>>): MessageStore {
    const store = new MessageStore()
    for (const message of Object.values(messages)) store.set(message.id, message)
    return store
  }

  toJSON(): StoredMessage[] {
    return [...this.values()]
  }
}
