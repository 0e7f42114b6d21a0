package dev.switchboard.core.chat;

import dev.switchboard.core.tenant.Viewer;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The statement that reads a page of a list of chats, and its values: newest activity first, cut before anything is
/// joined to it.
///
/// What narrows the list most leads to an index; what else is wanted is looked at in the rows (`is true` keeps the planner
/// from choosing otherwise). A page of a tenant, an account or an agent is a page of each queue, read from the index in its
/// order, and of these the newest: it costs the same wherever it is in the list. For who does not see all of a tenant's
/// accounts it is a page of each queue of each account that they see.
final class ChatPage {

  // Also those that were deleted: their chats stay.
  private static final String SEEN = """
      cross join (
        select id
        from channel_accounts
        where tenant_id = ?
          and id <> all (?::uuid[])) seen
      """;

  private final Viewer viewer;
  private final ChatFilter filter;
  private final @Nullable ChatCursor before;
  private final List<Object> values = new ArrayList<>();
  private final String sql;

  ChatPage(Viewer viewer, ChatFilter filter, @Nullable ChatCursor before, int limit) {
    this.viewer = viewer;
    this.filter = filter;
    this.before = before;
    if (filter.contactId() != null) {
      sql = ofFew(limit, ofContact(filter.contactId()));
    } else if (filter.labelId() != null) {
      sql = ofFew(limit, ofLabel(filter.labelId()));
    } else {
      sql = ofQueues(limit);
    }
  }

  String sql() {
    return sql;
  }

  /// In the order of the statement's parameters.
  List<Object> values() {
    return values;
  }

  private String ofQueues(int limit) {
    values.add(queues());
    var conditions = new ArrayList<String>();
    var accounts = "";
    if (filter.assignee() instanceof ChatFilter.Assignee.Agent(var agentId)) {
      lead(conditions, "assignee_id", agentId);
    }
    if (filter.accountId() != null) {
      lead(conditions, "account_id", filter.accountId());
    }
    if (conditions.isEmpty() && !viewer.seesAll()) {
      accounts = SEEN;
      values.addAll(List.of(viewer.tenantId(), viewer.hiddenIds()));
      conditions.add("account_id = seen.id");
    }
    lead(conditions, "tenant_id", viewer.tenantId());
    hide(conditions);
    var newest = newest(conditions, limit);
    values.add(limit);
    return """
        select page.*
        from unnest(?::smallint[]) as wanted(queue)
        %scross join lateral (
          select *
          from chats
          where chats.queue = wanted.queue
        %s) page
        order by last_activity_at desc, id desc
        limit ?
        """.formatted(accounts, newest.indent(2));
  }

  private String ofContact(UUID contactId) {
    values.addAll(List.of(contactId, contactId));
    return """
        select *
        from chats
        where contact_id = ?
          and kind = 'customer'
          and status = 'ACTIVE'
        union all
        select *
        from chats
        where contact_id = ?
          and status <> 'ACTIVE'
        """;
  }

  private String ofLabel(UUID labelId) {
    values.add(labelId);
    return """
        select chats.*
        from chat_labels
        join chats on chats.id = chat_labels.chat_id
        where label_id = ?
        """;
  }

  // All of them are read and sorted.
  private String ofFew(int limit, String chats) {
    values.add(queues());
    var conditions = new ArrayList<String>();
    if (filter.assignee() instanceof ChatFilter.Assignee.Agent(var agentId)) {
      add(conditions, "(assignee_id = ?) is true", agentId);
    }
    if (filter.accountId() != null) {
      add(conditions, "(account_id = ?) is true", filter.accountId());
    }
    if (filter.contactId() != null && filter.labelId() != null) {
      add(conditions, "exists (select from chat_labels where chat_id = theirs.id and label_id = ?)", filter.labelId());
    }
    add(conditions, "(tenant_id = ?) is true", viewer.tenantId());
    hide(conditions);
    return """
        select *
        from (
        %s) theirs
        where (queue = any (?::smallint[])) is true
        %s""".formatted(chats.indent(2), newest(conditions, limit));
  }

  private void hide(List<String> conditions) {
    if (!viewer.seesAll()) {
      add(conditions, "(account_id = any (?::uuid[])) is not true", viewer.hiddenIds());
    }
  }

  // The first one leads.
  private void lead(List<String> conditions, String column, Object value) {
    add(conditions, conditions.isEmpty() ? column + " = ?" : "(" + column + " = ?) is true", value);
  }

  private void add(List<String> conditions, String condition, Object value) {
    conditions.add(condition);
    values.add(value);
  }

  private String newest(List<String> conditions, int limit) {
    if (filter.assignee() instanceof ChatFilter.Assignee.Nobody) {
      conditions.add("assignee_id is null");
    }
    if (before != null) {
      add(conditions, "(last_activity_at, id) < (?, ?)", before.lastActivityAt().atOffset(ZoneOffset.UTC));
      values.add(before.id());
    }
    values.add(limit);
    return conditions.stream().map(condition -> "  and " + condition + "\n").collect(Collectors.joining()) + """
        order by last_activity_at desc, id desc
        limit ?
        """;
  }

  // As text, which the driver sends as it is.
  private String queues() {
    return filter.queues().stream().map(queue -> String.valueOf(queue.code()))
        .collect(Collectors.joining(",", "{", "}"));
  }
}
