/** A Page file to begin with. What is commented out is valid too. */
export const starterPage = `# What the Page is to be. msgr page plan shows what would change, msgr page apply changes it.
# Only what stands here is looked at; msgr page pull writes what the Page is today.
profile:
  get_started: {payload: GET_STARTED}
  ice_breakers:
    - locale: default
      call_to_actions:
        - {question: Where is my order?, payload: ORDER_STATUS}
  # whitelisted_domains: ["https://shop.example.com"]
# labels: [VIP, Newsletter]
# webhook_fields: [messages, messaging_postbacks]
`
