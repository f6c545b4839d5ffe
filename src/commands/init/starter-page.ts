/** A Page file to start with. The commented lines are valid too. */
export const starterPage = `# What the Page should be. msgr page plan shows what would change, msgr page apply changes it.
# Only what is in this file is compared; msgr page pull writes what the Page is today.
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
