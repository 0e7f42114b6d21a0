package dev.switchboard.core.chat;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.tenant.Actor;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The labels of a tenant: no two have the same name, whatever the case. What is done to them is in the audit log.
///
/// Thread-safe; reads and writes the database, and never what is another tenant's.
@Singleton
public final class Labels {

  private final Vocabulary<Label> labels;

  public Labels(Database database) {
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
    return labels.write(actor, "created", """
        insert into labels (id, tenant_id, name, color)
        values (?, ?, ?, ?)
        returning id, name, color
        """, Ids.next(), actor.tenantId(), name, color);
  }

  /// What is null stays as it is.
  public Written<Label> change(Actor actor, UUID id, @Nullable String name, @Nullable String color) {
    return labels.write(actor, "changed", """
        update labels
        set name = coalesce(?, name),
          color = coalesce(?, color)
        where tenant_id = ?
          and id = ?
        returning id, name, color
        """, name, color, actor.tenantId(), id);
  }

  /// Takes it away from all chats as well, of which nothing is told.
  public Written<Label> delete(Actor actor, UUID id) {
    return labels.write(actor, "deleted", """
        delete from labels
        where tenant_id = ?
          and id = ?
        returning id, name, color
        """, actor.tenantId(), id);
  }
}
