import type {Act} from './scene.ts'

/** A person keeps the Page from writing to them. The platform notifies nobody: the next message is refused. */
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
