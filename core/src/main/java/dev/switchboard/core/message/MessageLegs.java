package dev.switchboard.core.message;

import dev.switchboard.core.database.Columns;
import dev.switchboard.core.spi.FailureReason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Stores the ways of messages that were handed in for a route.
final class MessageLegs {

  private record Leg(Draft draft, int n) {

    Way way() {
      return draft.ways().get(n);
    }

    Way.Said said() {
      return way().said().get(draft.place());
    }

    // A message for an account goes another way only where its customer's window is closed, if that account is so set.
    @Nullable
    String onlyFor() {
      var request = draft.request();
      return n > 0 && request.route() == null && draft.account().name().equals(request.account())
          ? FailureReason.WINDOW_CLOSED.name()
          : null;
    }
  }

  static void insert(Connection connection, List<Draft> drafts) throws SQLException {
    var legs = drafts.stream()
        .filter(draft -> draft.request().route() != null || draft.ways().size() > 1)
        .flatMap(draft -> IntStream.range(0, draft.ways().size()).mapToObj(n -> new Leg(draft, n)))
        .toList();
    if (legs.isEmpty()) {
      return;
    }
    try (var insert = connection.prepareStatement("""
        insert into message_legs (message_id, n, tenant_id, account_id, channel, recipient, recipient_key, kind, content, preview,
          patience_seconds, only_for, state, since)
        select message_id, n, tenant_id, account_id, channel, recipient, recipient_key, kind, content::jsonb, preview, patience_seconds,
          only_for, case n when 0 then 'CURRENT' else 'WAITING' end,
          case n when 0 then greatest(clock_timestamp(), send_at) end
        from unnest(?::uuid[], ?::integer[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
            ?::double precision[], ?::text[], ?::timestamptz[])
          as r(message_id, n, tenant_id, account_id, channel, recipient, recipient_key, kind, content, preview, patience_seconds, only_for,
            send_at)
        """)) {
      new Columns<>(insert, 1, legs)
          .uuid(leg -> leg.draft.id())
          .integer(Leg::n)
          .uuid(leg -> leg.draft.request().tenantId())
          .uuid(leg -> leg.way().account().id())
          .text(leg -> leg.way().account().provider().capabilities().channel().name())
          .text(leg -> leg.way().recipient().value())
          .text(leg -> leg.way().recipient().matchKey())
          .text(leg -> leg.said().content().kind().code())
          .text(leg -> leg.said().json())
          .text(leg -> leg.said().content().preview())
          .number(leg -> leg.way().patience().toMillis() / 1e3)
          .text(Leg::onlyFor)
          .instant(leg -> leg.draft.request().sendAt());
      insert.executeUpdate();
    }
  }

  private MessageLegs() {}
}
