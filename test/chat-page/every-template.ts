import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'

type Json = Readonly<Record<string, unknown>>

const template = (payload: Json): Json => ({attachment: {type: 'template', payload}})
const postback = (title: string): Json => ({type: 'postback', title, payload: title.toUpperCase()})

const folder = join(import.meta.dirname, '../../src/platform/message-samples')

/** The templates of the platform's own samples, by name. */
export const sampled: readonly (readonly [name: string, message: Json])[] = readdirSync(folder)
  .filter(name => name.startsWith('template-'))
  .map(name => {
    const {request} = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
      request: {body: {message: Json}}
    }
    return [name.slice('template-'.length, -'.json'.length), request.body.message]
  })

/** A carousel of five cards. */
export const carousel = template({
  template_type: 'generic',
  elements: ['Bowler', 'Top hat', 'Beret', 'Panama', 'Fez'].map(title => ({
    title,
    subtitle: `${title}, hand-made`,
    image_url: `https://cdn.shop.example/${encodeURIComponent(title)}.png`,
    default_action: {type: 'web_url', url: 'https://shop.example/hats'},
    buttons: [
      postback(`Buy ${title}`),
      {type: 'web_url', title: 'Details', url: 'https://shop.example/hats'},
    ],
  })),
})

/** Every kind of button beside the two that all templates have. */
export const buttonKinds = template({
  template_type: 'button',
  text: 'Your account',
  buttons: [
    {type: 'account_link', url: 'https://shop.example/login'},
    {type: 'account_unlink'},
    {type: 'phone_number', title: 'Call us', payload: '+15105551234'},
  ],
})

export const games = template({
  template_type: 'button',
  text: 'Play with us',
  buttons: [
    {type: 'game_play', title: 'Play', payload: 'LEVEL_3'},
    {type: 'audio_call', title: 'Ring us'},
  ],
})

export const quickReplies: Json = {
  text: 'Which size?',
  quick_replies: [
    {content_type: 'text', title: 'Small', payload: 'S', image_url: 'https://cdn.shop.example/s.png'},
    {content_type: 'text', title: 'Longer than the platform shows', payload: 'L'},
    {content_type: 'user_phone_number'},
    {content_type: 'user_email'},
  ],
}

/** What the Send API took until 2019, and the text by which each is known. */
export const ended: readonly (readonly [text: string, message: Json])[] = [
  [
    'Classic T-Shirt',
    template({
      template_type: 'list',
      top_element_style: 'large',
      elements: [
        {title: 'Classic T-Shirt', subtitle: 'In all colours', image_url: 'https://shop.example/t.png'},
        {title: 'White T-Shirt', subtitle: 'In white', buttons: [postback('Buy white')]},
      ],
      buttons: [postback('View more')],
    }),
  ],
  [
    'https://open.spotify.com/track/7GhIk7Il098yCjg4BQjzvb',
    template({
      template_type: 'open_graph',
      elements: [
        {url: 'https://open.spotify.com/track/7GhIk7Il098yCjg4BQjzvb', buttons: [postback('Play it')]},
      ],
    }),
  ],
  [
    'KL9123',
    template({
      template_type: 'airline_itinerary',
      intro_message: "Here's your flight itinerary.",
      pnr_number: 'ABCDEF',
      total_price: '14003',
      currency: 'USD',
      flight_info: [
        {
          flight_number: 'KL9123',
          departure_airport: {airport_code: 'SFO', city: 'San Francisco', terminal: 'T4', gate: 'G8'},
          arrival_airport: {airport_code: 'AMS', city: 'Amsterdam'},
          flight_schedule: {departure_time: '2019-07-02T19:45', arrival_time: '2019-07-03T17:30'},
          travel_class: 'business',
        },
      ],
    }),
  ],
  [
    'SMITH/NICOLAS',
    template({
      template_type: 'airline_boardingpass',
      intro_message: 'You are checked in.',
      boarding_pass: [
        {
          passenger_name: 'SMITH/NICOLAS',
          pnr_number: 'CG4X7U',
          seat: '74J',
          flight_info: {
            flight_number: 'KL0642',
            departure_airport: {airport_code: 'JFK', city: 'New York', gate: 'D57'},
            arrival_airport: {airport_code: 'AMS', city: 'Amsterdam'},
            flight_schedule: {departure_time: '2019-07-02T19:05'},
          },
        },
      ],
    }),
  ],
  [
    'Get updates',
    template({
      template_type: 'notification_messages',
      title: 'Hats of the week',
      payload: 'HATS',
      notification_messages_cta_text: 'GET_UPDATES',
    }),
  ],
  ['A shape nobody checks', template({template_type: 'list', elements: 'A shape nobody checks', buttons: 7})],
]
