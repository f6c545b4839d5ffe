/** What is known about flows, for help. */
export const flowCertainty = `Needs the permission pages_messaging, and for Instagram instagram_basic and instagram_manage_messages too. Flows belong to the
app of the token. Meta documents the calls (2026-03-15); not known are limits, whether a name may be used twice, and the words of
refusals.`
