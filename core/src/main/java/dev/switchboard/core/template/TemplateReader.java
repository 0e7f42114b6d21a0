package dev.switchboard.core.template;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.switchboard.core.account.Account;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.TemplateValue;
import dev.switchboard.core.tenant.Viewer;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads templates. Thread-safe; reads the database, and never what is another tenant's.
@Singleton
public final class TemplateReader {

  private static final String FROM = """
      from templates t
      join template_versions v on v.template_id = t.id and v.version = t.version
      left join channel_accounts a on a.id = t.account_id
      """;

  private final Database database;
  private final Accounts accounts;

  public TemplateReader(Database database, Accounts accounts) {
    this.database = database;
    this.accounts = accounts;
  }

  /// Which templates somebody wants to see. What is null wants all.
  ///
  /// @param account the account whose service keeps them
  /// @param usableBy the account that can send them: those of its service, and our own of its channel, without what is
  ///        deleted
  /// @param state null for all but what is deleted
  /// @param words that the name contains
  public record Filter(@Nullable Channel channel, @Nullable String language, @Nullable Account account,
      @Nullable Account usableBy, @Nullable String state, @Nullable String words) {}

  /// Templates in the order of their names. Costs the same wherever one is in the list.
  ///
  /// @param after null to begin with the first
  public List<TemplateView> list(Viewer viewer, Filter filter, @Nullable TemplateCursor after, int limit) {
    var where = new StringBuilder("where t.tenant_id = ?\n");
    var values = new ArrayList<Object>(List.of(viewer.tenantId()));
    add(where, values, "t.channel = ?", filter.channel() == null ? null : filter.channel().name());
    add(where, values, "replace(lower(t.language), '-', '_') = ?",
        filter.language() == null ? null : Languages.normal(filter.language()));
    add(where, values, "t.account_id = ?", filter.account() == null ? null : filter.account().id());
    if (!viewer.seesAll()) {
      add(where, values, "(t.account_id = any (?::uuid[])) is not true", viewer.hiddenIds());
    }
    if (filter.usableBy() != null) {
      where.append("  and (t.account_id = ? or t.account_id is null and t.channel = ?)\n");
      values.add(filter.usableBy().id());
      values.add(filter.usableBy().provider().capabilities().channel().name());
    }
    add(where, values, "t.state = ?", filter.state());
    if (filter.state() == null) {
      where.append("  and t.state <> 'DELETED'\n");
    }
    add(where, values, "strpos(lower(t.name), lower(?)) > 0", filter.words());
    if (after != null) {
      where.append("  and (t.name, t.id) > (?, ?)\n");
      values.add(after.name());
      values.add(after.id());
    }
    values.add(limit);
    return select(TemplateView::read, "select " + Template.COLUMNS + ", t.created_at, t.updated_at, a.name as account\n"
        + FROM + where + """
            order by t.name, t.id
            limit ?
            """, values);
  }

  private static void add(StringBuilder where, List<Object> values, String condition, @Nullable Object value) {
    if (value != null) {
      where.append("  and ").append(condition).append('\n');
      values.add(value);
    }
  }

  /// One template with its body and all of its versions, also one that is deleted.
  public Optional<TemplateView> find(Viewer viewer, UUID id) {
    var found = select(TemplateView::read,
        "select " + Template.COLUMNS + ", t.created_at, t.updated_at, a.name as account\n" + FROM + """
            where t.tenant_id = ?
              and t.id = ?
              and (t.account_id = any (?::uuid[])) is not true
            """, List.of(viewer.tenantId(), id, viewer.hiddenIds()));
    return found.stream().findFirst().map(template -> template.with(versions(viewer.tenantId(), id)));
  }

  private List<TemplateView.Version> versions(UUID tenantId, UUID id) {
    return select(TemplateView.Version::read, """
        select version, body::text as body, variables::text as variables, category, created_at, created_by
        from template_versions
        where tenant_id = ?
          and template_id = ?
        order by version desc
        """, List.of(tenantId, id));
  }

  /// What would be sent with these variables. Sends nothing.
  ///
  /// @return empty where there is no such template
  public Optional<Resolution> preview(Viewer viewer, UUID id, Map<String, TemplateValue> variables) {
    return select(Template::read, "select " + Template.COLUMNS + "\n" + FROM + """
        where t.tenant_id = ?
          and t.id = ?
          and (t.account_id = any (?::uuid[])) is not true
        """, List.of(viewer.tenantId(), id, viewer.hiddenIds())).stream().findFirst()
        .map(template -> preview(template, variables));
  }

  private Resolution preview(Template template, Map<String, TemplateValue> variables) {
    // What is not approved yet is what one wants to look at.
    return Templates.fill(template.accountId() == null ? null : accounts.find(template.accountId()).orElseThrow(),
        template.approved(), variables, "");
  }

  /// When an account's templates were last fetched from its service, and what went wrong since.
  ///
  /// @param syncedAt null where they never were
  /// @param failure why it failed, where it did since then
  /// @param nextAt when they are fetched next
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SyncState(@Nullable Instant syncedAt, @Nullable Instant failedAt, @Nullable String failure,
      Instant nextAt) {}

  /// Empty where nobody has looked yet.
  public Optional<SyncState> syncState(Account account) {
    return select(row -> new SyncState(instant(row, "synced_at"), instant(row, "failed_at"), row.getString("failure"),
        row.getObject("due_at", OffsetDateTime.class).toInstant()), """
            select synced_at, failed_at, failure, due_at
            from template_syncs
            where account_id = ?
            """, List.of(account.id())).stream().findFirst();
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> List<T> select(Row<T> reader, String sql, List<?> values) {
    return database.autocommit((Connection connection) -> {
      try (var statement = connection.prepareStatement(sql)) {
        for (var i = 0; i < values.size(); i++) {
          statement.setObject(i + 1, values.get(i));
        }
        try (var rows = statement.executeQuery()) {
          var found = new ArrayList<T>();
          while (rows.next()) {
            found.add(reader.read(rows));
          }
          return found;
        }
      }
    });
  }
}
