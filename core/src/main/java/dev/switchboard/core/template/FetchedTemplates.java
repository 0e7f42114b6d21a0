package dev.switchboard.core.template;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.database.Columns;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.database.Jsonb;
import dev.switchboard.core.spi.TemplateSource.ServiceTemplate;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// All templates of an account as its service has them, on their way into the database.
final class FetchedTemplates {

  private static final int LONGEST_NAME = 512;
  private static final int LONGEST_LANGUAGE = 35;
  private static final int LONGEST_ID = 255;
  private static final int LONGEST_STATE = 63;
  private static final Pattern NO_STATE = Pattern.compile("[^A-Z0-9_]");
  private static final String WITHOUT_STATE = "UNKNOWN";

  private record Row(UUID id, ServiceTemplate template, String body, String variables) {

    static Row of(ServiceTemplate template) {
      var body = Template.JSON.createObjectNode();
      body.set("components", template.components());
      if (template.text() != null) {
        body.put("text", template.text());
      }
      return new Row(Ids.next(), template, Jsonb.storable(Template.json(body)),
          Jsonb.storable(Template.json(template.placeholders())));
    }
  }

  private final Account account;
  private final OffsetDateTime asked;
  private final List<Row> rows;

  /// @param asked when the service was asked, by the database's clock
  FetchedTemplates(Account account, OffsetDateTime asked, List<ServiceTemplate> templates) {
    this.account = account;
    this.asked = asked;
    var distinct = new LinkedHashMap<List<String>, Row>();
    for (var template : templates) {
      if (isStorable(template)) {
        distinct.computeIfAbsent(List.of(template.name(), template.language()), _ -> Row.of(template));
      }
    }
    this.rows = List.copyOf(distinct.values());
  }

  private static boolean isStorable(ServiceTemplate template) {
    return isStorable(template.name(), LONGEST_NAME) && isStorable(template.language(), LONGEST_LANGUAGE)
        && isStorable(template.id(), LONGEST_ID);
  }

  private static boolean isStorable(String text, int longest) {
    return !text.isBlank() && text.length() <= longest && Jsonb.storableText(text).equals(text);
  }

  /// The service's word in the form in which states are kept.
  static String state(String word) {
    var state = NO_STATE.matcher(word.strip().toUpperCase(Locale.ROOT)).replaceAll("_");
    state = state.length() > LONGEST_STATE ? state.substring(0, LONGEST_STATE) : state;
    return state.isEmpty() || !Character.isLetter(state.charAt(0)) ? WITHOUT_STATE : state;
  }

  /// Stores what is new or different, and returns the ids of those templates.
  ///
  /// What a webhook said after the service was asked is newer than its answer, and stays.
  List<UUID> store(Connection connection) throws SQLException {
    var sql = """
        with r as materialized (
          select *
          from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
            as r(id, name, language, service_id, category, state, reason, body, variables)),
        known as materialized (
          select t.id, r.name, r.language, r.service_id, r.category, r.state, r.reason, r.body, r.variables,
            t.version as old_version,
            t.version + case
              when (v.body, v.variables, v.service_id, v.category)
                is distinct from (r.body::jsonb, r.variables::jsonb, r.service_id, r.category) then 1
              else 0
            end as version,
            t.state_at < ? and (t.state, t.reason) is distinct from (r.state, r.reason) as restated
          from r
          join templates t on t.account_id = ? and t.name = r.name and t.language = r.language
          join template_versions v on v.template_id = t.id and v.version = t.version),
        added as (
          insert into templates (id, tenant_id, name, channel, language, account_id, service_id, category, version, state,
            reason, state_at)
          select r.id, ?, r.name, ?, r.language, ?, r.service_id, r.category, 1, r.state, r.reason, ?
          from r
          where not exists (select from known k where k.name = r.name and k.language = r.language)
          returning id),
        changed as (
          update templates t
          set version = k.version,
            service_id = k.service_id,
            category = k.category,
            state = case when k.restated then k.state else t.state end,
            reason = case when k.restated then k.reason else t.reason end,
            state_at = case when k.restated then ? else t.state_at end,
            updated_at = now()
          from known k
          where t.id = k.id
            and (k.restated or k.version > k.old_version)
          returning t.id),
        version as (
          insert into template_versions (tenant_id, template_id, version, body, variables, service_id, category)
          select ?::uuid, r.id, 1, r.body::jsonb, r.variables::jsonb, r.service_id, r.category
          from r
          join added a on a.id = r.id
          union all
          select ?::uuid, k.id, k.version, k.body::jsonb, k.variables::jsonb, k.service_id, k.category
          from known k
          where k.version > k.old_version),
        gone as (
          update templates t
          set state = 'DELETED',
            reason = 'the service has it no more',
            standard = false,
            state_at = ?,
            updated_at = now()
          where t.account_id = ?
            and t.state <> 'DELETED'
            and t.state_at < ?
            and not exists (select from r where r.name = t.name and r.language = t.language)
          returning t.id)
        select id from added
        union all
        select id from changed
        union all
        select id from gone
        """;
    lock(connection);
    try (var statement = connection.prepareStatement(sql)) {
      new Columns<>(statement, 1, rows)
          .uuid(Row::id)
          .text(row -> row.template.name())
          .text(row -> row.template.language())
          .text(row -> row.template.id())
          .text(row -> clean(row.template.category()))
          .text(row -> state(row.template.state()))
          .text(row -> clean(row.template.reason()))
          .text(Row::body)
          .text(Row::variables);
      var channel = account.provider().capabilities().channel().name();
      Object[] rest = {asked, account.id(), account.tenantId(), channel, account.id(), asked, asked,
          account.tenantId(), account.tenantId(), asked, account.id(), asked};
      for (var i = 0; i < rest.length; i++) {
        statement.setObject(10 + i, rest[i]);
      }
      try (var row = statement.executeQuery()) {
        var ids = new ArrayList<UUID>();
        while (row.next()) {
          ids.add(row.getObject(1, UUID.class));
        }
        return ids;
      }
    }
  }

  // In the order of ids, as webhooks do. The next statement sees them as they are then.
  private void lock(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement("""
        select
        from templates
        where account_id = ?
        order by id
        for no key update
        """)) {
      statement.setObject(1, account.id());
      statement.execute();
    }
  }

  private static @Nullable String clean(@Nullable String text) {
    return text == null || text.isBlank() ? null : Jsonb.storableText(text);
  }
}
