import * as z from 'zod'
import {list} from './fields-schema.ts'
import {message} from './message-schema.ts'
import {flowPlatforms} from './welcome-message-flows.ts'

const fields = {
  name: z.string().min(1).describe('The name that Ads Manager shows'),
  eligible_platforms: list(z.enum(flowPlatforms)).describe('Where ads may use it'),
  welcome_message_flow: list(
    z.strictObject({message: message.describe('A message of the Send API')}),
  ).describe('The messages, in order'),
}

/** A welcome message flow to be created. */
export const newFlowSchema = z.strictObject(fields)

/** What an edit of a flow changes; what is missing stays. */
export const flowChangeSchema = z.strictObject(fields).partial()
