package dev.switchboard.providers.fcm;

import dev.switchboard.core.spi.AccountCheck.Finding;
import dev.switchboard.core.spi.AccountCheck.Verdict;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.SendResult;

/// What a check found out, in words.
final class FcmFindings {

  private static final String CREDENTIALS = "credentials";
  private static final String PROJECT = "project";

  static Finding goodCredentials(FcmSettings settings) {
    return new Finding(Verdict.GOOD, CREDENTIALS, null,
        "Google gives access tokens to " + settings.credentials().getClientEmail());
  }

  static Finding ofCredentials(SendResult result) {
    return switch (result) {
      case SendResult.Rejected(var failure) when failure.reason() == FailureReason.BAD_CONFIGURATION ->
          new Finding(Verdict.BAD, CREDENTIALS, "tokenUrl", said(failure));
      case SendResult.Rejected(var failure) -> new Finding(Verdict.BAD, CREDENTIALS, "serviceAccount",
          "Google does not accept the service account's key. Make a new one in the Firebase console, Project settings,"
              + " Service accounts; also look at this machine's clock. It said: " + said(failure));
      case SendResult.RetryLater(var failure, _) -> unknown(CREDENTIALS, failure);
      case SendResult.Unconfirmed(var failure) -> unknown(CREDENTIALS, failure);
      case SendResult.Accepted _ -> new Finding(Verdict.GOOD, CREDENTIALS, null, "accepted");
    };
  }

  static Finding ofProject(SendResult result) {
    return switch (result) {
      case SendResult.Accepted _ ->
          new Finding(Verdict.GOOD, PROJECT, null, "FCM would take a message for this project");
      case SendResult.Rejected(var failure) -> refused(failure);
      case SendResult.RetryLater(var failure, _) -> unknown(PROJECT, failure);
      case SendResult.Unconfirmed(var failure) -> unknown(PROJECT, failure);
    };
  }

  private static Finding refused(Failure failure) {
    if (failure.reason() == FailureReason.BAD_CONFIGURATION || failure.reason() == FailureReason.BAD_ADDRESS) {
      return new Finding(Verdict.BAD, PROJECT, "projectId",
          "FCM knows no such project, or the service account may not send for it, or the Firebase Cloud Messaging API is"
              + " not switched on in it. It said: " + said(failure));
    }
    if (failure.reason() == FailureReason.BAD_CREDENTIALS) {
      return new Finding(Verdict.BAD, PROJECT, "serviceAccount",
          "FCM does not accept the service account's token. It said: " + said(failure));
    }
    return new Finding(Verdict.DOUBTFUL, PROJECT, null, "FCM refused a message for a trial. It said: " + said(failure));
  }

  private static Finding unknown(String what, Failure failure) {
    return new Finding(Verdict.UNKNOWN, what, null, "it could not be asked now: " + said(failure));
  }

  private static String said(Failure failure) {
    var code = failure.code() == null ? failure.reason().name() : failure.code();
    return failure.text() == null ? code : code + ", " + failure.text();
  }

  private FcmFindings() {}
}
