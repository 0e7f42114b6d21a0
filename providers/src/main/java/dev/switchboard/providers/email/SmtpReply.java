package dev.switchboard.providers.email;

import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the server said.
///
/// @param command the verb it answers, such as `RCPT`; `.` for the data's end; empty for the greeting
/// @param code such as 550; -1 for anything that is no answer
/// @param status the enhanced status code (RFC 3463), such as `5.1.1`; null where it gave none
/// @param text its words, on one line
record SmtpReply(String command, int code, @Nullable String status, String text) {

  static final String GREETING = "";
  static final String END_OF_DATA = ".";

  private static final Pattern STATUS = Pattern.compile("^\\d{3}[ -]([245]\\.\\d{1,3}\\.\\d{1,3})\\b");
  private static final int LONGEST_TEXT = 300;

  static SmtpReply of(String command, int code, @Nullable String response) {
    var line = response == null ? "" : response.strip().replaceAll("[\\p{Cntrl}]+", " ");
    var status = STATUS.matcher(line);
    return new SmtpReply(command, code, status.find() ? status.group(1) : null,
        line.substring(0, Math.min(line.length(), LONGEST_TEXT)));
  }

  boolean positive() {
    return code >= 200 && code < 300;
  }

  boolean temporary() {
    return code >= 400 && code < 500;
  }

  boolean permanent() {
    return code >= 500 && code < 600;
  }

  Failure failure() {
    var reason = permanent() ? permanentReason() : temporaryReason();
    return new Failure(reason, status == null ? Integer.toString(code) : code + " " + status, text);
  }

  /// RFC 3463 where the server gives its codes, RFC 5321 (4.2.3) where it does not.
  private FailureReason permanentReason() {
    if (command.equals("AUTH") || code == 530 || code == 534 || code == 535 || code == 538) {
      return FailureReason.BAD_CREDENTIALS;
    }
    if (status != null) {
      return byStatus(status);
    }
    return switch (code) {
      case 550, 551, 553 -> command.equals("RCPT") ? FailureReason.BAD_ADDRESS : notTheRecipient();
      case 552 -> command.equals("RCPT") ? FailureReason.UNDELIVERABLE : FailureReason.CONTENT_REFUSED;
      case 554 -> notTheRecipient();
      default -> FailureReason.UNKNOWN;
    };
  }

  private FailureReason notTheRecipient() {
    return switch (command) {
      case "MAIL" -> FailureReason.BAD_CONFIGURATION;
      case "DATA", END_OF_DATA, "RCPT" -> FailureReason.CONTENT_REFUSED;
      default -> FailureReason.UNKNOWN;
    };
  }

  private static FailureReason byStatus(String status) {
    return switch (status.substring(2)) {
      // The sender's address and not the recipient's.
      case "1.7", "1.8" -> FailureReason.BAD_CONFIGURATION;
      case "2.3", "3.4" -> FailureReason.CONTENT_REFUSED;
      case "7.3", "7.8", "7.9" -> FailureReason.BAD_CREDENTIALS;
      default -> switch (status.charAt(2)) {
        case '1' -> FailureReason.BAD_ADDRESS;
        case '2', '4' -> FailureReason.UNDELIVERABLE;
        case '6', '7' -> FailureReason.CONTENT_REFUSED;
        case '3' -> FailureReason.SERVICE_ERROR;
        default -> FailureReason.UNKNOWN;
      };
    };
  }

  /// Throttling is what is meant for us; a recipient who defers us (greylisting, a full mailbox) is only that recipient.
  private FailureReason temporaryReason() {
    if (status == null) {
      return code == 450 ? FailureReason.UNDELIVERABLE : FailureReason.SERVICE_ERROR;
    }
    return switch (status.charAt(2)) {
      case '1', '2' -> FailureReason.UNDELIVERABLE;
      case '4' -> FailureReason.UNREACHABLE;
      case '7' -> code == 421 || status.equals("4.7.28") || command.equals("MAIL") || command.equals("AUTH")
          ? FailureReason.THROTTLED
          : FailureReason.UNDELIVERABLE;
      default -> FailureReason.SERVICE_ERROR;
    };
  }
}
