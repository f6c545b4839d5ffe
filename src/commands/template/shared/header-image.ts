import {open} from 'node:fs/promises'
import {basename} from 'node:path'
import type {Command} from 'commander'
import {fileBytesOf} from '../../../api/core/upload.ts'
import type {FileToUpload} from '../../../api/resources/uploads.ts'
import type {Context} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'
import {isObject} from '../../../platform/fields-schema.ts'
import type {TemplateComponent} from '../../../platform/message-templates.ts'
import {completedOption} from '../../shared/arguments/completed.ts'
import {uploading} from '../../shared/files/uploading.ts'

export interface HeaderImageOptions {
  readonly headerImage?: string
}

export const declareHeaderImage = (command: Command): Command =>
  command.addOption(
    completedOption(
      'files',
      '--header-image <path>',
      'upload this JPEG or PNG image, and use it as the header',
    ),
  )

/** What is known about uploads, for help. */
export const uploadCertainty = `The image of --header-image takes the place of a HEADER with format: IMAGE, or becomes one; an upload that breaks off goes on where it
stopped. Meta documents uploads with a token of a person or a system user: MSGR_AD_TOKEN or msgr login --ad-account sets one. Without it,
the Page token is tried.`

/** Stands for the handle while the template is checked, before anything is uploaded. */
const NOT_UPLOADED = 'HANDLE'

/**
 * A template document with an image header in it, whose handle is still missing.
 * @throws {UsageError} if it has a header with a text.
 */
export function withHeaderImage(document: unknown, image: FileToUpload | undefined): unknown {
  if (image === undefined || !isObject(document)) return document
  const {components} = document
  if (!Array.isArray(components)) return document
  const header: unknown = components.find(each => isObject(each) && each['type'] === 'HEADER')
  const made = {type: 'HEADER', format: 'IMAGE', example: {header_handle: [NOT_UPLOADED]}}
  if (!isObject(header)) return {...document, components: [made, ...components]}
  if (header['format'] !== 'IMAGE')
    throw new UsageError('The template has a header with a text, and can have no other', {
      hint: 'Take the HEADER out of the file, or leave out --header-image',
    })
  const example = {...(isObject(header['example']) ? header['example'] : {}), header_handle: [NOT_UPLOADED]}
  return {...document, components: components.map(each => (each === header ? {...header, example} : each))}
}

/** Uploads the image and puts its handle into the components. */
export async function uploadHeaderImage<
  Template extends {readonly components?: readonly TemplateComponent[]},
>(context: Context, template: Template, image: FileToUpload | undefined): Promise<Template> {
  if (image === undefined || template.components === undefined) return template
  const {uploads} = await context.api()
  const handle = await uploading(context, image, options => uploads.upload(image, options))
  const components = template.components.map(component =>
    component.type === 'HEADER' && component.format === 'IMAGE'
      ? {...component, example: {...component.example, header_handle: [handle]}}
      : component,
  )
  return {...template, components}
}

/**
 * The image that the flag names; its type is that of its content.
 * @throws {UsageError} if it cannot be read, is too large, or is neither JPEG nor PNG.
 */
export async function readHeaderImage(
  {io}: Context,
  {headerImage}: HeaderImageOptions,
): Promise<FileToUpload | undefined> {
  if (headerImage === undefined) return undefined
  const path = io.resolve(headerImage)
  await fileBytesOf(path)
  const start = await startOf(path)
  const [type] = Object.entries(signatures).find(([, bytes]) => start.startsWith(bytes)) ?? []
  if (type !== undefined) return {path, name: basename(path), type: type as keyof typeof signatures}
  throw new UsageError(`${headerImage} is neither a JPEG nor a PNG image`, {
    hint: 'Convert it: a header takes no other images',
  })
}

/** How files of the types begin, in hexadecimal. */
const signatures = {'image/jpeg': 'ffd8ff', 'image/png': '89504e470d0a1a0a'} as const

async function startOf(path: string): Promise<string> {
  const file = await open(path)
  try {
    const {buffer, bytesRead} = await file.read({buffer: Buffer.alloc(8)})
    return buffer.subarray(0, bytesRead).toString('hex')
  } finally {
    await file.close()
  }
}
