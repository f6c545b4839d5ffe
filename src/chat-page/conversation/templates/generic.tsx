import {asItems, asText} from '../fields.ts'
import {remarksAt} from '../remarks.tsx'
import {Card} from './card.tsx'
import {Carousel} from './carousel.tsx'
import type {TemplateView} from './parts.ts'

/** One card, or several as a carousel. */
export const GenericTemplate: TemplateView = ({payload, message}) => (
  <Carousel label="Cards">
    {asItems(payload['elements']).map((element, index) => (
      <Card
        key={index}
        element={element}
        mid={message.mid}
        imageShape={
          asText(payload['image_aspect_ratio'])?.toLowerCase() === 'square' ? 'square' : 'horizontal'
        }
        remarks={remarksAt(message.remarks, `attachment.payload.elements[${index}]`)}
      />
    ))}
  </Carousel>
)
