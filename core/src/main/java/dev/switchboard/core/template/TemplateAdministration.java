package dev.switchboard.core.template;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.spi.Channel;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes, changes and deletes our own templates. A change is a new version; what has been accepted stays as it is.
/// Thread-safe; writers of one tenant wait for one another.
@Singleton
public final class TemplateAdministration {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  private final Database database;
  private final Templates templates;
  private final Doorbell doorbell;

  public TemplateAdministration(Database database, Templates templates, Doorbell doorbell) {
    this.database = database;
    this.templates = templates;
    this.doorbell = doorbell;
  }

  /// Makes a template.
  ///
  /// @param language such as `pt_BR`
  /// @param standard whether it is taken where the language that is asked for is not there; no other of the name is then
  /// @param agentId who made it
  public TemplateChange create(UUID tenantId, @Nullable UUID agentId, String name, Channel channel, String language,
      boolean standard, TemplateDraft draft) {
    var faults = new ArrayList<>(draft.faults(channel));
    if (!NAME.matcher(name).matches()) {
      faults.add(new TemplateFault("name", "bad-value",
          "must be 1 to 128 letters without accents, digits, '.', '_' and '-', and begin with a letter or digit"));
    }
    var tag = Languages.canonical(language);
    if (tag.isEmpty()) {
      faults.add(new TemplateFault("language", "bad-value", "must be a language such as pt_BR"));
    }
    if (!faults.isEmpty()) {
      return new TemplateChange.Faulty(faults);
    }
    var id = Ids.next();
    return told(tenantId, database.transaction(connection -> {
      lock(connection, tenantId);
      if (standard) {
        update(connection, """
            update templates
            set standard = false
            where tenant_id = ?
              and channel = ?
              and name = ?
              and account_id is null
              and standard
            """, tenantId, channel.name(), name);
      }
      var made = update(connection, """
          insert into templates (id, tenant_id, name, channel, language, version, state, standard)
          values (?, ?, ?, ?, ?, 1, 'APPROVED', ?)
          on conflict do nothing
          """, id, tenantId, name, channel.name(), tag.get(), standard);
      if (made == 0) {
        connection.rollback();
        return new TemplateChange.Faulty(List.of(new TemplateFault("name", "taken",
            "is taken: there is a template for this channel and language")));
      }
      insertVersion(connection, tenantId, id, 1, agentId, draft);
      TemplateEvents.tell(connection, List.of(id));
      return new TemplateChange.Done(id, 1);
    }));
  }

  /// Changes what a template says, or which of a name is the standard, or both.
  ///
  /// @param version the one that whoever changes it has seen
  /// @param draft null to leave the words as they are, which is all one can do to a service's template
  /// @param standard null to leave it as it is
  public TemplateChange change(UUID tenantId, UUID id, int version, @Nullable UUID agentId,
      @Nullable TemplateDraft draft, @Nullable Boolean standard) {
    return told(tenantId, database.transaction(connection -> {
      lock(connection, tenantId);
      var template = find(connection, tenantId, id);
      var refused = refused(template, version, draft != null);
      if (refused != null) {
        return refused;
      }
      var known = Objects.requireNonNull(template);
      var faults = draft == null ? List.<TemplateFault>of() : draft.faults(known.channel());
      if (!faults.isEmpty()) {
        return new TemplateChange.Faulty(faults);
      }
      var next = draft == null || isTheSame(known, draft) ? known.version() : known.version() + 1;
      if (draft != null && next != known.version()) {
        insertVersion(connection, tenantId, id, next, agentId, draft);
      }
      if (Boolean.TRUE.equals(standard) && !known.standard()) {
        unmarkOthers(connection, tenantId, id);
      }
      var changed = update(connection, """
          update templates
          set version = ?,
            standard = coalesce(?, standard),
            updated_at = now()
          where id = ?
            and (version, standard) is distinct from (?, coalesce(?, standard))
          """, next, standard, id, next, standard);
      if (changed > 0) {
        TemplateEvents.tell(connection, List.of(id));
      }
      return new TemplateChange.Done(id, next);
    }));
  }

  /// Deletes one of our own: it is not sent any more, and its versions stay for the messages that were made of them. Its name
  /// can be used again.
  ///
  /// @param version the one that whoever deletes it has seen; null where they do not care
  public TemplateChange delete(UUID tenantId, UUID id, @Nullable Integer version) {
    return told(tenantId, database.transaction(connection -> {
      lock(connection, tenantId);
      var template = find(connection, tenantId, id);
      var seen = version == null && template != null ? Integer.valueOf(template.version()) : version;
      var refused = refused(template, seen == null ? 0 : seen, true);
      if (refused != null) {
        return refused;
      }
      update(connection, """
          update templates
          set state = 'DELETED',
            standard = false,
            state_at = now(),
            updated_at = now()
          where id = ?
          """, id);
      TemplateEvents.tell(connection, List.of(id));
      return new TemplateChange.Done(id, Objects.requireNonNull(template).version());
    }));
  }

  // So that what is looked at stays as it is until it is written.
  private static void lock(Connection connection, UUID tenantId) throws SQLException {
    try (var statement = connection.prepareStatement("select pg_advisory_xact_lock(hashtextextended(?, 0))")) {
      statement.setString(1, "switchboard.templates " + tenantId);
      statement.execute();
    }
  }

  private static @Nullable Template find(Connection connection, UUID tenantId, UUID id) throws SQLException {
    var select = """
        select %s
        from templates t
        join template_versions v on v.template_id = t.id and v.version = t.version
        where t.tenant_id = ?
          and t.id = ?
        for no key update of t
        """.formatted(Template.COLUMNS);
    try (var statement = connection.prepareStatement(select)) {
      statement.setObject(1, tenantId);
      statement.setObject(2, id);
      try (var row = statement.executeQuery()) {
        return row.next() ? Template.read(row) : null;
      }
    }
  }

  private static @Nullable TemplateChange refused(@Nullable Template template, int version, boolean itsWords) {
    if (template == null || template.isDeleted()) {
      return new TemplateChange.Unknown();
    }
    if (itsWords && !template.isOurs()) {
      return new TemplateChange.NotOurs();
    }
    return template.version() == version ? null : new TemplateChange.Outdated(template.version());
  }

  private static boolean isTheSame(Template template, TemplateDraft draft) {
    return template.body().equals(Template.tree(Template.json(draft.body())))
        && template.variables().equals(draft.placeholders());
  }

  private static void insertVersion(Connection connection, UUID tenantId, UUID id, int version, @Nullable UUID agentId,
      TemplateDraft draft) throws SQLException {
    update(connection, """
        insert into template_versions (tenant_id, template_id, version, body, variables, created_by)
        values (?, ?, ?, ?::jsonb, ?::jsonb, ?)
        """, tenantId, id, version, Template.json(draft.body()), Template.json(draft.placeholders()), agentId);
  }

  private static void unmarkOthers(Connection connection, UUID tenantId, UUID id) throws SQLException {
    update(connection, """
        update templates other
        set standard = false
        from templates t
        where t.id = ?
          and other.tenant_id = ?
          and other.channel = t.channel
          and other.name = t.name
          and other.account_id is not distinct from t.account_id
          and other.id <> t.id
          and other.standard
        """, id, tenantId);
  }

  private static int update(Connection connection, String sql, @Nullable Object... values) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (var i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }

  // This node at once, so that whoever changed it is never sent the old one; others hear of it by the trigger.
  private TemplateChange told(UUID tenantId, TemplateChange change) {
    if (change instanceof TemplateChange.Done) {
      templates.forget(tenantId);
      doorbell.ring("events");
    }
    return change;
  }
}
