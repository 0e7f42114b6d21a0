package dev.switchboard.providers.email;

import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What mail servers mean when they give a letter back.
///
/// Their words come first: they are more precise than their codes, which many give as 5.0.0, 5.7.1 or 550 whatever it is.
/// Then the code (RFC 3463 and the IANA registry of enhanced status codes,
/// https://www.iana.org/assignments/smtp-enhanced-status-codes), as [SmtpReply] knows it.
final class BounceReasons {

  private record Rule(Pattern words, FailureReason reason) {

    Rule(FailureReason reason, String words) {
      this(Pattern.compile(words, Pattern.CASE_INSENSITIVE), reason);
    }
  }

  /// The first that fits.
  private static final List<Rule> RULES = List.of(
      new Rule(FailureReason.BAD_CONFIGURATION,
          "sender (?:address )?(?:was )?rejected|domain of sender|sender verif|sender domain|"
              + "\\b(?:spf|dkim|dmarc)\\b|unauthenticated email|authentication (?:checks? )?failed|not authenticated|ptr record|reverse dns|"
              + "ip name lookup failed|mismatches client ip|reverse (?:host|lookup)|no rdns"),
      new Rule(FailureReason.UNDELIVERABLE,
          "(?:mailbox|inbox|storage|account) (?:is |are )?(?:full|exceeded)|over ?quota|quota (?:is )?exceeded|"
              + "exceed\\w* .{0,40}quota|out of storage|"
              + "insufficient (?:disk|system)? ?(?:storage|space|quota)|exceeded the (?:local )?limit|mailfolder is full|"
              + "(?:account|mailbox|user|inbox)\\b.{0,50}\\b(?:disabled|inactive|suspended|frozen|locked|deactivated)"),
      new Rule(FailureReason.BAD_ADDRESS,
          "user (?:is )?(?:unknown|not found)|unknown (?:user|recipient|local|address)|user .{0,80}not (?:listed|exist|found)|"
              + "no such (?:user|mailbox|recipient|address|person|account|domain|local)|recip\\w* ?(?:name )?(?:is )?not ?found|"
              + "(?:recipient|address|mailbox|account|user|alias|domain|email)\\b.{0,60}(?:does not|doesn't|not) exist|"
              + "(?:mailbox|recipient|address|account) (?:unavailable|unknown|invalid|not found|name not allowed)|"
              + "no mailbox here|invalid (?:recipient|address|mailbox|user|domain)|"
              + "(?:recipient (?:name|address)|address|user).{0,30} (?:not recognized|rejected)|no longer (?:on server|valid|available)|"
              + "unrout(?:e)?able|no valid recipients|undeliverable address|unknown or illegal|illegal user|not a valid (?:user|mailbox)|"
              + "host (?:or domain name )?(?:unknown|not found)|domain\\b.{0,60}(?:not found|not reachable|is not reachable)|nxdomain|"
              + "bad destination (?:host|mailbox|email)|could(?: not|n't) be found|has moved|no mx|not our customer"),
      new Rule(FailureReason.THROTTLED,
          "frequency limited|too many (?:connections|messages|recipients|emails)|rate[ -]limit|throttl|sending limit"),
      new Rule(FailureReason.ACCOUNT_BLOCKED,
          "\\bblocked\\b|black ?list|block ?list|spamhaus|\\b(?:dns)?[rd]bl\\b|client host rejected|poor reputation|access denied|"
              + "use the smtp server of your isp|banned"),
      new Rule(FailureReason.CONTENT_REFUSED,
          "spam|\\bube\\b|virus|malware|content rejected|message (?:was )?(?:rejected|refused)|policy|not rfc|complian|header error|"
              + "not allowed|too (?:big|large)|size limit|exceeds .{0,20}size|message size|attachment|security|failed to delivery"),
      new Rule(FailureReason.UNDELIVERABLE,
          "expired|timed? ?out|connection refused|retry time|could not be reached|network error|no route|unreachable|"
              + "delayed|retried|not yet been delivered|greylist|try again later|temporar|deferred|in queue|too long|connect to"));

  /// @param status such as `5.1.1`; null where there is none
  /// @param code such as `550`; null where there is none
  /// @param words the servers', on one line
  static Failure of(@Nullable String status, @Nullable String code, String words) {
    var text = words.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    var both = code == null ? status : status == null ? code : code + " " + status;
    return new Failure(reason(status, code, text), both, text.substring(0, Math.min(text.length(), 500)));
  }

  private static FailureReason reason(@Nullable String status, @Nullable String code, String words) {
    if (status != null && status.matches("5\\.1\\.(?:1|2|3|4|6|10)")) {
      // Nothing that is said beside it makes such an address a good one, but for a mailbox that is full.
      return RULES.get(1).words().matcher(words).find() ? FailureReason.UNDELIVERABLE : FailureReason.BAD_ADDRESS;
    }
    for (var rule : RULES) {
      if (rule.words().matcher(words).find()) {
        return rule.reason();
      }
    }
    return byCode(status, code);
  }

  private static FailureReason byCode(@Nullable String status, @Nullable String code) {
    if (status == null && code == null) {
      return FailureReason.UNKNOWN;
    }
    if (status != null && status.startsWith("4.")) {
      return FailureReason.UNDELIVERABLE;
    }
    var number = code != null ? Integer.parseInt(code) : 550;
    var bySmtp = SmtpReply.of("RCPT", number, number + (status == null ? "" : " " + status)).failure().reason();
    return switch (bySmtp) {
      // What SMTP calls trouble of the server's own is, in a bounce, an address that could not be reached.
      case SERVICE_ERROR, UNREACHABLE, TIMEOUT -> FailureReason.UNDELIVERABLE;
      default -> bySmtp;
    };
  }

  /// Whether the address itself is bad, so that nothing is to be sent to it again.
  static boolean isHard(Failure failure) {
    return failure.reason() == FailureReason.BAD_ADDRESS;
  }

  private BounceReasons() {}
}
