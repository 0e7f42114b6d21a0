package dev.switchboard.core.template;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;

/// Tells the log that templates have changed: `template_updated`, with the template as it is now.
final class TemplateEvents {

  static void tell(Connection connection, Collection<UUID> templateIds) throws SQLException {
    if (templateIds.isEmpty()) {
      return;
    }
    try (var statement = connection.prepareStatement("""
        insert into events (epoch, tenant_id, kind, payload)
        select (select max(epoch) from event_epochs), t.tenant_id, 'template_updated',
          jsonb_strip_nulls(jsonb_build_object('accountId', t.account_id)) || jsonb_build_object('template', jsonb_strip_nulls(jsonb_build_object(
            'id', t.id, 'name', t.name, 'channel', lower(t.channel), 'language', t.language, 'account', a.name,
            'state', t.state, 'reason', t.reason, 'version', t.version, 'default', t.standard)))
        from templates t
        left join channel_accounts a on a.id = t.account_id
        where t.id = any (?)
        order by t.id
        """)) {
      statement.setArray(1, connection.createArrayOf("uuid", templateIds.toArray()));
      statement.executeUpdate();
    }
  }

  private TemplateEvents() {}
}
