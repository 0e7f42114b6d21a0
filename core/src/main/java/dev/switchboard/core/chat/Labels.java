package dev.switchboard.core.chat;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.tenant.Actor;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The labels of a tenant: no two have the same name, whatever the case. What is done to them is in the audit log, and told
/// as `labels_changed`.
///
/// Thread-safe; reads and writes the database, and never what is another tenant's.
@Singleton
public final class Labels {

  private final Vocabulary<Label> labels;
  private final Doorbell doorbell;

  public Labels(Database database, Doorbell doorbell) {
    this.doorbell = doorbell;
    labels = new Vocabulary<>(database, "label", Label::read);
  }

  /// All of them, by their names.
  public List<Label> list(UUID tenantId) {
    return labels.select("""
        select id, name, color
        from labels
        where tenant_id = ?
        order by lower(name)
        """, tenantId);
  }

  /// @param color such as `#d73a4a`
  public Written<Label> create(Actor actor, String name, String color) {
    return told(labels.write(actor, "created", telling("""
        insert into labels (id, tenant_id, name, color)
        values (?, ?, ?, ?)
        """, "label"), Ids.next(), actor.tenantId(), name, color));
  }

  /// What is null stays as it is.
  public Written<Label> change(Actor actor, UUID id, @Nullable String name, @Nullable String color) {
    return told(labels.write(actor, "changed", telling("""
        update labels
        set name = coalesce(?, name),
          color = coalesce(?, color)
        where tenant_id = ?
          and id = ?
        """, "label"), name, color, actor.tenantId(), id));
  }

  /// Takes it away from all chats as well, of which nothing is told besides.
  public Written<Label> delete(Actor actor, UUID id) {
    return told(labels.write(actor, "deleted", telling("""
        delete from labels
        where tenant_id = ?
          and id = ?
        """, "deleted"), actor.tenantId(), id));
  }

  /// @param member of the event, which is the label as it is now, or was
  private static String telling(String change, String member) {
    return """
        with changed as (
        %s  returning id, tenant_id, name, color),
        event as (
          insert into events (epoch, tenant_id, kind, payload)
          select (select max(epoch) from event_epochs), tenant_id, 'labels_changed',
            jsonb_build_object('%s', jsonb_build_object('id', id, 'name', name, 'color', color))
          from changed)
        select id, name, color
        from changed
        """.formatted(change.indent(2), member);
  }

  private Written<Label> told(Written<Label> written) {
    if (written instanceof Written.Done<Label>) {
      doorbell.ring("events");
    }
    return written;
  }
}
