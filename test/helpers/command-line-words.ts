/** What only the command line has: a flag, a variable of its own, a command, an exit code. */
export const commandLineWords = /(?<![\w-])--[a-z][\w-]*|\bMSGR_\w+|\bmsgr [-a-z]\S*|\b[Ee]xit ?[Cc]ode/
