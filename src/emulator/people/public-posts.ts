import {addComment, addPost} from '../resources/posts.ts'
import {type Act, demandText} from './scene.ts'

/** What a person writes publicly. */
export const writingInPublic = {
  comment: scene => ({comment_id: addComment(scene.world, scene.person, demandText(scene, 'text')).id}),
  post: scene => ({post_id: addPost(scene.world, scene.person, demandText(scene, 'text')).id}),
} satisfies Record<string, Act>
