import type {JSX} from 'preact'
import {asFields, asItems, asText, type Fields} from '../fields.ts'
import {Icon} from '../icons.tsx'
import type {TemplateView} from './parts.ts'

const titles: Readonly<Record<string, string>> = {
  airline_itinerary: 'Itinerary',
  airline_checkin: 'Check-in',
  airline_boardingpass: 'Boarding pass',
  airline_update: 'Flight update',
}

/** The four airline templates, as they were until 2021: an introduction, then a card for each flight or boarding pass. */
export const AirlineTemplate: TemplateView = ({payload}) => {
  const type = asText(payload['template_type']) ?? ''
  const intro = asText(payload['intro_message'])
  const update = asText(payload['update_type'])
  const flights = [
    ...asItems(payload['flight_info']),
    ...asItems(payload['boarding_pass']),
    ...(payload['update_flight_info'] === undefined ? [] : [asFields(payload['update_flight_info'])]),
  ]
  const total = asText(payload['total_price'])
  return (
    <>
      {intro !== undefined && (
        <div class="bubble pre-message" dir="auto">
          {intro}
        </div>
      )}
      <div class="card airline">
        <div class="airline-head">
          <Icon name="plane" />
          <span class="card-title">{titles[type] ?? 'Flight'}</span>
          {update !== undefined && <span class="airline-update">{update}</span>}
        </div>
        {flights.map((flight, index) => (
          <Flight key={index} flight={flight} />
        ))}
        <Facts
          of={{
            booking: asText(payload['pnr_number']),
            total: total === undefined ? undefined : `${total} ${asText(payload['currency']) ?? ''}`,
          }}
        />
      </div>
    </>
  )
}

function Flight({flight}: {readonly flight: Fields}): JSX.Element {
  const inner = flight['flight_info'] === undefined ? flight : asFields(flight['flight_info'])
  const [from, to] = [asFields(inner['departure_airport']), asFields(inner['arrival_airport'])]
  const schedule = asFields(inner['flight_schedule'])
  return (
    <div class="flight">
      <div class="flight-route">
        <Airport of={from} />
        <Icon name="right" size={16} />
        <Airport of={to} />
      </div>
      <Facts
        of={{
          passenger: asText(flight['passenger_name']),
          flight: asText(inner['flight_number']),
          departs: wall(schedule['departure_time']),
          boards: wall(schedule['boarding_time']),
          arrives: wall(schedule['arrival_time']),
          gate: asText(from['gate']),
          terminal: asText(from['terminal']),
          seat: asText(flight['seat']),
          class: asText(flight['travel_class'] ?? inner['travel_class']),
        }}
      />
    </div>
  )
}

const Airport = ({of}: {readonly of: Fields}): JSX.Element => (
  <span>
    <span class="airport">{asText(of['airport_code']) ?? '–'}</span>
    <span class="card-subtitle" dir="auto">
      {asText(of['city'])}
    </span>
  </span>
)

/** `2016-01-05T15:45` is the airport's local time, whatever the browser's zone. */
const wall = (value: unknown): string | undefined => asText(value)?.replace('T', ' ')

function Facts({of}: {readonly of: Readonly<Record<string, string | undefined>>}): JSX.Element {
  return (
    <dl class="facts">
      {Object.entries(of).map(([name, value]) =>
        value === undefined ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ),
      )}
    </dl>
  )
}
