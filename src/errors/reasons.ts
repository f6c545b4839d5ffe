/** A reason that needs no more to be known. */
type Nothing = undefined

/** The token, the app secret and the app id that a call takes. */
interface CredentialReasons {
  readonly noPageToken: Nothing
  readonly noAppToken: Nothing
  /** The token for calls of the ad account. */
  readonly noAdToken: Nothing
  readonly noAdAccount: Nothing
  /** The ad token was asked for a call of the Page. */
  readonly adTokenOnPageCall: Nothing
  /** The Page token was asked for a call of the ad account. */
  readonly pageTokenOnAdCall: Nothing
  /** One batch holds calls of the Page and of the ad account, which take different tokens. */
  readonly batchOfTwoTokens: Nothing
  readonly noAppId: Nothing
  readonly noAppSecret: Nothing
  /** A character that no header can carry. */
  readonly tokenMalformed: Nothing
  /** It would leave this machine unencrypted. */
  readonly tokenUnencrypted: {readonly host: string}
  /** A token of the emulator, and an address that is not this machine. */
  readonly emulatorTokenAbroad: {readonly host: string}
  /** What is sent holds a secret, at this path. */
  readonly secretInRequest: {readonly path: string}
}

/** What the platform refused, as far as its error is known. The refusal itself is in `error.refusal`. */
interface RefusalReasons {
  readonly tokenInvalid: Nothing
  readonly tokenExpired: Nothing
  /** The person changed the password, logged out or removed the app. */
  readonly tokenRevoked: Nothing
  /** It has quotes or blanks around it, or is cut off. */
  readonly tokenMangled: Nothing
  readonly notAPageToken: Nothing
  readonly accountLocked: Nothing
  readonly roleMissing: Nothing
  readonly appUnknown: Nothing
  readonly appSecretWrong: Nothing
  readonly proofWrong: Nothing
  readonly proofMissing: Nothing
  readonly permissionMissing: Nothing
  /** The platform does not say what failed; usually a permission is missing. */
  readonly permissionLikelyMissing: Nothing
  readonly appNotAllowed: Nothing
  readonly pageRestricted: Nothing
  readonly termsNotAccepted: Nothing
  readonly platformFailed: Nothing
  readonly tooMuchData: Nothing
  readonly rateLimited: Nothing
  readonly outsideWindow: Nothing
  readonly personUnknown: Nothing
  readonly personUnreachable: Nothing
  readonly threadOfAnotherApp: Nothing
  /** The campaign, or its pacing, is still being prepared, or starts later. */
  readonly campaignNotReady: Nothing
  readonly campaignInactive: Nothing
  readonly campaignUnknown: Nothing
  /** The campaign is not one of marketing messages, or lacks something. */
  readonly campaignUnsuitable: Nothing
  /** The campaign holds messages back for a while. */
  readonly campaignPaced: Nothing
  readonly budgetSpent: Nothing
  readonly paymentMethodMissing: Nothing
  /** A limit or a balance of the ad account is used up. */
  readonly adBalanceSpent: Nothing
  readonly marketingTermsNotAccepted: Nothing
  readonly marketingRegionExcluded: Nothing
  readonly marketingNotAvailable: Nothing
  readonly adPermissionMissing: Nothing
  /** The subscriber gets no marketing message for now. */
  readonly subscriberResting: Nothing
  readonly subscriberStopped: Nothing
  readonly subscriberUnknown: Nothing
  /** What is sent breaks a rule of marketing messages. */
  readonly marketingMessageRefused: Nothing
  readonly callEnded: Nothing
  readonly versionEnded: Nothing
  readonly objectNotFound: Nothing
  readonly privateReplySent: Nothing
  readonly callbackNotVerified: Nothing
  readonly requestRefused: Nothing
  /** An emulator has no such call, field or parameter. */
  readonly notEmulated: Nothing
  /** An emulator was given a token of the platform. */
  readonly tokenOfPlatform: Nothing
}

/** Calls and their answers. */
interface CallReasons {
  /** The request certainly never arrived. */
  readonly notReached: Nothing
  /** It may have arrived, and no answer came. */
  readonly noAnswer: Nothing
  /** The answer is not JSON, or holds neither what was asked for nor an error. */
  readonly unexpectedAnswer: Nothing
  /** It may have been sent; who is written to, where that is known. */
  readonly messageInDoubt: {readonly recipientId: string | undefined}
  /** It may have been sent, and would be billed; to which token is not said: it is a secret. */
  readonly marketingMessageInDoubt: {readonly campaignId: string}
  readonly broadcastInDoubt: Nothing
  readonly sponsoredMessageInDoubt: {readonly adAccount: string}
  /** A list broke off; `read` items of it were read. */
  readonly listCut: {readonly read: number}
  readonly notAList: Nothing
  readonly pathInvalid: {readonly placeholder: string}
  readonly requestMalformed: Nothing
  readonly fileUnusable: {readonly file: string}
  readonly downloadFailed: {readonly host: string}
}

/** Objects of the library, and what they are made with. */
interface SettingReasons {
  readonly versionMalformed: {readonly version: string}
  readonly noVerifyToken: Nothing
  readonly noWebhookSecret: Nothing
  readonly alreadyListening: Nothing
  readonly addressUnusable: {readonly host: string}
  readonly portTaken: {readonly port: number}
  readonly portUnusable: {readonly port: number}
  readonly expressMissing: Nothing
  /** An input has faults; they are in `error.faults`. */
  readonly invalidInput: Nothing
}

/** Recordings, sample events and ways from outside to this machine. */
interface ReceivingReasons {
  readonly noLastRecording: Nothing
  readonly recordingUnreadable: Nothing
  readonly recordingBroken: Nothing
  /** Another process has the folder in which deliveries are kept. */
  readonly spoolTaken: Nothing
  readonly spoolDamaged: {readonly file: string}
  readonly sampleUnknown: Nothing
  readonly headerMalformed: Nothing
  readonly certificateUntrusted: Nothing
  readonly tunnelWithoutHost: Nothing
  readonly tunnelUnknown: {readonly known: readonly string[]}
  readonly noTunnel: Nothing
  readonly tunnelProgramMissing: {readonly page: string}
  readonly tunnelsUsedUp: Nothing
  readonly tunnelUnannounced: Nothing
  readonly ngrokPackageMissing: Nothing
  readonly sshHostMalformed: Nothing
  readonly remotePortRefused: Nothing
}

/** Lists of people, runs and their files. */
interface BulkReasons {
  readonly idColumnUnknown: {readonly columns: string}
  readonly noIdColumn: {readonly column: string}
  /** A workbook has several sheets with content. */
  readonly sheetUnclear: {readonly sheet: string}
  readonly tooManyLabels: Nothing
  readonly runLocked: Nothing
  readonly runCanceled: Nothing
  readonly runNotFound: Nothing
  readonly runNameUnusable: Nothing
  /** Runs of several Pages have this name. */
  readonly runNameOfPages: Nothing
  /** A file of a run was changed after it was planned. */
  readonly planChanged: {readonly noun: 'run' | 'import'}
  readonly outputExists: Nothing
  readonly outputOfAnotherSource: Nothing
  readonly rowsInvalid: Nothing
  readonly journalCopied: Nothing
  /** Nothing but an answer is sent to them. */
  readonly personOptedOut: {readonly psid: string}
  /** A line of the list of people who opted out is damaged. */
  readonly optOutsDamaged: Nothing
  /** Another process is changing the list of people who opted out. */
  readonly optOutsLocked: Nothing
  readonly encodingUnknown: {readonly suggestedEncoding: string}
}

/** The database that machines share. */
interface StoreReasons {
  /** There is no such host, nothing listens there, or it does not answer. */
  readonly storeAway: Nothing
  /** A replica, or a server in recovery. */
  readonly storeReadOnly: Nothing
  /** The user or the password is wrong, or there is no password. */
  readonly storePassword: Nothing
  /** The role may not do this. */
  readonly storePermission: Nothing
  readonly storeNoDatabase: Nothing
  /** The server does not encrypt, and msgr was not allowed to do without. */
  readonly storeWithoutTls: Nothing
  readonly storeCertificate: Nothing
  /** A setting of the server lets it lose what it has acknowledged. */
  readonly storeForgetful: {readonly setting: string}
  readonly storeNotSetUp: Nothing
  readonly storeSchemaOlder: Nothing
  readonly storeSchemaNewer: Nothing
  /** Somebody else is changing the Page. */
  readonly pageLocked: {readonly pageId: string}
  /** Somebody else has changed the Page since it was read. */
  readonly pageChanged: Nothing
  /** Another process sends the run by now. */
  readonly runTakenOver: {readonly run: string}
  /** The process that left people in doubt may still send to them. */
  readonly doubtsTooYoung: {readonly seconds: number}
  /** What was acknowledged is gone. */
  readonly storeForgot: {readonly run: string}
}

/** Commands of the emulator itself. */
interface EmulatorReasons {
  readonly emulatorGone: {readonly url: string}
  readonly emulatorStateLocked: Nothing
  readonly emulatorStateUnreadable: Nothing
  readonly emulatorStateNotKept: Nothing
  readonly emulatorPortTaken: Nothing
  readonly emulatorEmpty: Nothing
  readonly notAnExport: Nothing
  readonly traitUnknown: {readonly known: readonly string[]}
  readonly nlpDisabled: Nothing
}

/** Why an error was thrown, and what is known besides. The names are stable: programs may match them. */
export interface Reasons
  extends CredentialReasons,
    RefusalReasons,
    CallReasons,
    SettingReasons,
    ReceivingReasons,
    BulkReasons,
    StoreReasons,
    EmulatorReasons {}

export type Reason = keyof Reasons

/** The reasons of a `GraphError`. */
export type RefusalReason = keyof RefusalReasons | 'unexpectedAnswer'

/** Reasons that need no data. */
type BareReason = {[Name in Reason]: Reasons[Name] extends Nothing ? Name : never}[Reason]

/** A reason with its data, as a constructor takes it. */
export type Because =
  | {readonly reason?: BareReason | undefined; readonly data?: undefined}
  | {
      [Name in Exclude<Reason, BareReason>]: {readonly reason: Name; readonly data: Reasons[Name]}
    }[Exclude<Reason, BareReason>]

/** What is known besides the reason of an error. */
export type ReasonData = Exclude<Reasons[Reason], Nothing>
