import type {Act} from './scene.ts'

/** A person blocks the Page. The platform sends no event: the next message is refused. */
export const blocking = {
  block: ({world, person}) => {
    person.hasBlockedPage = true
    world.live.changed(person)
    return {}
  },
  unblock: ({world, person}) => {
    person.hasBlockedPage = false
    world.live.changed(person)
    return {}
  },
} satisfies Record<string, Act>
