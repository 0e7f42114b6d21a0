package dev.switchboard.core.webhook;

import dev.switchboard.core.account.RowCipher;
import dev.switchboard.core.account.SecretCipher;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Rows;
import dev.switchboard.core.tenant.Viewer;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The raw webhooks of a tenant, for as long as they are kept. Thread-safe; reads the database, and never what is another
/// tenant's.
@Singleton
public final class WebhookLedger {

  private final Database database;
  private final RawCalls raw;

  public WebhookLedger(Database database, SecretCipher cipher) {
    this.database = database;
    this.raw = new RawCalls(cipher.rows("webhook_inbox"));
  }

  /// Webhooks by when they came, newest first. Costs the same wherever one is in the list.
  ///
  /// @param before null to begin with the newest
  public List<WebhookView> newestFirst(Viewer viewer, WebhookFilter filter, @Nullable WebhookCursor before,
      int limit) {
    return list(viewer, filter, before, limit, "desc", "<");
  }

  /// The same, oldest first.
  ///
  /// @param after null to begin with the oldest
  public List<WebhookView> oldestFirst(UUID tenantId, WebhookFilter filter, @Nullable WebhookCursor after, int limit) {
    return list(Viewer.all(tenantId), filter, after, limit, "asc", ">");
  }

  // Of each account a page out of its own index, and of these the first. The outcome stands in the statement itself, where
  // the planner sees that the index of the unknown ones will do.
  private List<WebhookView> list(Viewer viewer, WebhookFilter filter, @Nullable WebhookCursor cursor, int limit,
      String order, String beyond) {
    var values = new ArrayList<Object>();
    var conditions = new StringBuilder();
    if (filter.outcome() != null) {
      conditions.append("    and w.outcome = '").append(filter.outcome().name()).append("'\n");
    }
    if (filter.from() != null) {
      conditions.append("    and w.received_at >= ?\n");
      values.add(filter.from().atOffset(ZoneOffset.UTC));
    }
    if (filter.to() != null) {
      conditions.append("    and w.received_at < ?\n");
      values.add(filter.to().atOffset(ZoneOffset.UTC));
    }
    if (cursor != null) {
      conditions.append("    and (w.received_at, w.id) ").append(beyond).append(" (?, ?)\n");
      values.add(cursor.receivedAt().atOffset(ZoneOffset.UTC));
      values.add(cursor.id());
    }
    values.add(limit);
    values.add(viewer.tenantId());
    values.add(viewer.hiddenIds());
    if (filter.account() != null) {
      values.add(filter.account());
    }
    values.add(limit);
    return select("""
        select page.*, a.name as account
        from channel_accounts a
        cross join lateral (
          select %1$s
          from webhook_inbox w
          where w.account_id = a.id
        %2$s  order by w.received_at %3$s, w.id %3$s
          limit ?) page
        where a.tenant_id = ?
          and a.id <> all (?::uuid[])
        %4$s
        order by page.received_at %3$s, page.id %3$s
        limit ?
        """.formatted(WebhookView.COLUMNS, conditions, order, filter.account() == null ? "" : "  and a.name = ?"),
        values, WebhookView::read);
  }

  /// Whether the tenant has, or had, an account of this name.
  public boolean knows(UUID tenantId, String account) {
    return !select("""
        select id
        from channel_accounts
        where tenant_id = ?
          and name = ?
        """, List.of(tenantId, account), row -> row.getObject(1, UUID.class)).isEmpty();
  }

  /// @throws dev.switchboard.core.account.UnopenableException where its key is not configured any more
  public Optional<KeptWebhook> find(UUID tenantId, UUID id) {
    return select("""
        select %s, a.name as account, w.account_id, w.key_id, w.query, w.headers::text as headers, w.body
        from webhook_inbox w
        join channel_accounts a on a.id = w.account_id
        where w.tenant_id = ?
          and w.id = ?
        """.formatted(WebhookView.COLUMNS), List.of(tenantId, id), row -> read(tenantId, row)).stream().findFirst();
  }

  private KeptWebhook read(UUID tenantId, ResultSet row) throws SQLException {
    var view = WebhookView.read(row);
    var accountId = row.getObject("account_id", UUID.class);
    var opened = open(new RowCipher.Place(tenantId, accountId, view.id()), view, row);
    return new KeptWebhook(view, accountId, opened.request(), opened.items());
  }

  private RawCalls.Opened open(RowCipher.Place place, WebhookView view, ResultSet row) throws SQLException {
    var keyId = row.getString("key_id");
    if (keyId != null) {
      return raw.open(place, new RawCalls.Sealed(keyId, row.getBytes("body")), view.method(), view.receivedAt());
    }
    return RawCalls.clear("/webhooks/" + place.accountId(), Objects.requireNonNullElse(row.getString("query"), ""),
        Objects.requireNonNullElse(row.getString("headers"), "{}"), row.getBytes("body"), view.method(),
        view.receivedAt());
  }

  private interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> List<T> select(String sql, List<Object> values, Reader<T> reader) {
    return database.autocommit(connection -> {
      try (var statement = Rows.prepare(connection, sql, values.toArray())) {
        try (var rows = statement.executeQuery()) {
          var read = new ArrayList<T>();
          while (rows.next()) {
            read.add(reader.read(rows));
          }
          return read;
        }
      }
    });
  }
}
