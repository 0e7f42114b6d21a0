package dev.switchboard.core.message;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.account.WindowPolicy;
import dev.switchboard.core.contact.Address;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Rows;
import dev.switchboard.core.message.Decision.Code;
import dev.switchboard.core.message.WindowRuling.Instead;
import dev.switchboard.core.message.WindowRuling.Refused;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.TemplateValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Some services allow free content only for a time after the customer's last message: the customer's window. Everything
/// but a template is free content, reactions included.
///
/// Asked twice: when a message is handed in, and again when it is about to be sent, as it may have waited. Reads the
/// database only for accounts whose service has windows. Thread-safe.
public final class WindowRule {

  /// A customer's window.
  ///
  /// @param expiresAt null where the customer never wrote
  /// @param open whether it is, when the message is to be sent; by the database's clock
  record Window(@Nullable Instant expiresAt, boolean open) {}

  private final Database database;

  WindowRule(Database database) {
    this.database = database;
  }

  /// The ruling on a message that is handed in. One for later is judged by the time at which it is to be sent.
  WindowRuling rule(MessageRequest request, Account account, Address recipient) {
    if (!concerns(account, request.content())) {
      return WindowRuling.AS_IT_IS;
    }
    var window = window(account, recipient, request.sendAt());
    if (window.open) {
      return WindowRuling.AS_IT_IS;
    }
    var ruling = outside(account, request.content(), window.expiresAt);
    // What was accepted before the window closed is answered as before.
    return ruling instanceof Refused && isRepeated(request) ? WindowRuling.AS_IT_IS : ruling;
  }

  /// The route to take where this content is not allowed for want of an open window; null where there is none.
  static @Nullable String routeOf(Account account, Content content) {
    return concerns(account, content) && account.windowPolicy() instanceof WindowPolicy.Route(var route) ? route : null;
  }

  /// The ruling on a message that is about to be sent.
  ///
  /// @param expiresAt when the window of its chat closes; null where the customer never wrote
  /// @param open whether it is open now
  public static WindowRuling ruleAtSend(Account account, Content content, @Nullable Instant expiresAt, boolean open) {
    return open || !concerns(account, content) ? WindowRuling.AS_IT_IS : outside(account, content, expiresAt);
  }

  /// The window in which a message would be sent; null where the account's service has none.
  @Nullable
  Window look(Account account, Address recipient, @Nullable Instant sendAt) {
    return account.provider().capabilities().window() == null ? null : window(account, recipient, sendAt);
  }

  private static boolean concerns(Account account, Content content) {
    return content.kind() != ContentKind.TEMPLATE && account.provider().capabilities().window() != null;
  }

  // The window is the person's and the account's, whichever of their chats it is written in.
  private Window window(Account account, Address recipient, @Nullable Instant sendAt) {
    var sql = """
        select w.expires_at, coalesce(w.expires_at > greatest(now(), ?::timestamptz), false) as open
        from (
          select greatest(
            (select max(c.window_expires_at)
             from chats c
             where c.contact_id = i.contact_id
               and c.account_id = ?
               and c.kind = 'customer'
               and c.status = 'ACTIVE'),
            (select max(p.window_expires_at)
             from chats p
             where p.contact_id = i.contact_id
               and p.account_id = ?
               and p.status <> 'ACTIVE')) as expires_at
          from contact_identities i
          where i.tenant_id = ?
            and i.kind = ?
            and i.match_key = ?
          limit 1) w
        """;
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement(sql)) {
        statement.setObject(1, sendAt == null ? null : sendAt.atOffset(ZoneOffset.UTC));
        statement.setObject(2, account.id());
        statement.setObject(3, account.id());
        statement.setObject(4, account.tenantId());
        statement.setString(5, recipient.kind().name());
        statement.setString(6, recipient.matchKey());
        try (var row = statement.executeQuery()) {
          return row.next() ? new Window(expiry(row), row.getBoolean("open")) : new Window(null, false);
        }
      }
    });
  }

  private static @Nullable Instant expiry(ResultSet row) throws SQLException {
    var time = row.getObject("expires_at", OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private boolean isRepeated(MessageRequest request) {
    return request.idempotencyKey() != null && database.autocommit(connection -> Rows.exist(connection, """
          select
          from idempotency_keys
          where tenant_id = ?
            and key = ?
          """, request.tenantId(), request.idempotencyKey()));
  }

  private static WindowRuling outside(Account account, Content content, @Nullable Instant expiresAt) {
    var window = words(expiresAt);
    return switch (account.windowPolicy()) {
      case WindowPolicy.Template policy -> template(account, policy, content, window);
      // Where a route is to be taken instead, it is where this way is refused.
      case WindowPolicy.Refuse _,WindowPolicy.Route _ -> refused(window, "");
    };
  }

  private static WindowRuling template(Account account, WindowPolicy.Template policy, Content content, String window) {
    var takes = account.provider().capabilities().contents().get(ContentKind.TEMPLATE);
    if (takes == null) {
      return refused(window, "; this account sends no templates");
    }
    if (!(content instanceof Content.Text(var text))) {
      return refused(window, "; only a text is sent as a template instead, not " + content.kind().code());
    }
    var line = oneLine(text);
    if (policy.variable() != null && takes.textLength() > 0
        && line.codePointCount(0, line.length()) > takes.textLength()) {
      return refused(window,
          "; the template " + policy.name() + " takes at most " + takes.textLength() + " characters");
    }
    Map<String, TemplateValue> variables = policy.variable() == null
        ? Map.of()
        : Map.of(policy.variable(), TemplateValue.of(line));
    return new Instead(
        new Content.Template(policy.name(), policy.language(), variables, List.of(), null),
        Decision.of(Code.WINDOW_TEMPLATE, "window", window, "template", policy.name()));
  }

  // What stands for a variable has neither breaks nor runs of spaces:
  // https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes, 132018
  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }

  private static Refused refused(String window, String further) {
    return new Refused("the window for free content " + window + further,
        Decision.of(Code.WINDOW_CLOSED, "window", window));
  }

  private static String words(@Nullable Instant expiresAt) {
    if (expiresAt == null) {
      return "was never opened by the customer";
    }
    var time = expiresAt.truncatedTo(ChronoUnit.SECONDS);
    return expiresAt.isAfter(Instant.now()) ? "closes at " + time + ", before the message is to be sent"
        : "closed at " + time;
  }
}
