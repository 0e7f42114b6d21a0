package dev.switchboard.core.spi;

/// What can be wrong with a [PigeonProvider], and which test of the contract must find it.
enum Flaw {
  THROWS_WHEN_THE_SERVICE_IS_AWAY("aServiceThatIsAwayIsTriedLater"),
  CALLS_A_LOST_CONNECTION_NOT_SENT("aConnectionLostAfterTheRequestLeavesTheMessageInDoubt"),
  CALLS_A_TIMEOUT_NOT_SENT("anAnswerThatNeverComesLeavesTheMessageInDoubt"),
  CALLS_NONSENSE_ACCEPTED("anAnswerThatMakesNoSenseLeavesTheMessageInDoubt"),
  CALLS_A_PROBLEM_OF_THE_SERVICE_FINAL("aProblemOfTheServiceIsNeverTheMessagesFault"),
  CALLS_A_REFUSAL_TEMPORARY("aRefusalIsFinalAndHasOurReasonAndTheServicesCode"),
  CALLS_WRONG_CREDENTIALS_UNKNOWN("wrongCredentialsAreCalledThat"),
  IGNORES_RETRY_AFTER("throttlingIsTriedLaterAndWhenTheServiceSaid"),
  IGNORES_THE_DEADLINE("aMessagePastItsDeadlineIsNotPutOnTheWire"),
  SENDS_WHAT_IT_DOES_NOT_CLAIM("everyOtherKindOfContentIsRejectedWithoutAskingTheService"),
  SENDS_ANY_LENGTH("aLongerTextIsRejectedWithoutAskingTheService"),
  COUNTS_CHARS_FOR_CHARACTERS("theLongestTextIsAccepted"),
  SENDS_TWICE("anAcceptedMessageHasTheServicesIdAndIsTakenOnce"),
  REMEMBERS_THE_LAST_MESSAGE("manyThreadsMaySendAtATime"),
  DENIES_WHAT_IT_CANNOT_ASK("aServiceThatCannotBeAskedDeniesNothing"),
  TRUSTS_THE_UNSIGNED("anUnsignedWebhookIsRefused"),
  TRUSTS_ANY_KEY("aForeignSignatureIsRefused"),
  COMPARES_ONE_LETTER_OF_THE_SIGNATURE("aTamperedBodyIsRefused"),
  STUMBLES_OVER_A_BAD_SIGNATURE("aWebhookWithASignatureOfNonsenseIsRefused"),
  HANDLES_THE_FIRST_ITEM_ONLY("everyFixtureMeansWhatItsPairSays"),
  DROPS_WHAT_IS_NEW("whatIsNewIsKeptAsUnknownAndNotDropped"),
  STUMBLES_OVER_OTHER_KINDS("partsOfAnotherKindThanExpectedAreNeverThrownAt"),
  STUMBLES_OVER_NEW_MEMBERS("unknownMembersChangeNothing"),
  STUMBLES_OVER_GARBAGE("garbageIsNeverThrownAt"),
  REMEMBERS_WEBHOOKS("theSameWebhookTwiceMeansTheSame"),
  CALLS_BACK_WHEN_CALLED("receivingAsksNobody"),
  PRINTS_ITS_SECRET("nothingPrintsASecret"),
  CALLS_THE_SERVICE_WHEN_MADE("makingAProviderAsksNobody"),
  CHECKS_NO_SETTINGS("aSettingThatIsMissingOrWrongIsNamed"),
  ASKS_FOR_A_SECRET_AS_A_SETTING("whatAnAccountIsConfiguredWithIsAskedFor"),
  HAS_ANOTHER_NAME("theProviderHasTheNameOfItsFactory");

  private final String foundBy;

  Flaw(String foundBy) {
    this.foundBy = foundBy;
  }

  String foundBy() {
    return foundBy;
  }
}
