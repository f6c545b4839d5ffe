import {asItems, asText} from '../fields.ts'
import {Picture} from '../picture.tsx'
import {Remarks, remarksAt} from '../remarks.tsx'
import {Carousel} from './carousel.tsx'
import type {TemplateView} from './parts.ts'

/** Products of the catalogue; only their ids are known here. */
export const ProductTemplate: TemplateView = ({payload, message}) => (
  <Carousel label="Products">
    {asItems(payload['elements']).map((element, index) => (
      <div key={index} class="card">
        <div class="card-image horizontal">
          <Picture url={undefined} name={`product ${asText(element['id']) ?? ''}`} kind="bag" />
        </div>
        <div class="card-text">
          <span class="card-title">Product {asText(element['id'])}</span>
          <span class="card-subtitle">Title, price and picture come from the catalogue of the Page</span>
        </div>
        <Remarks of={remarksAt(message.remarks, `attachment.payload.elements[${index}]`)} />
      </div>
    ))}
  </Carousel>
)
