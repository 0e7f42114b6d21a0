package dev.switchboard.core.message;

import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.GroupCommit;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.message.AcceptResult.Accepted;
import dev.switchboard.core.message.AcceptResult.Refused;
import dev.switchboard.core.message.AcceptTransaction.MissingChatException;
import dev.switchboard.core.message.Drafting.RefusedException;
import dev.switchboard.core.metric.EngineMetrics;
import dev.switchboard.core.outbox.Handoff;
import dev.switchboard.core.route.AccountHealth;
import dev.switchboard.core.route.Routes;
import dev.switchboard.core.task.Wakeups;
import dev.switchboard.core.template.Templates;
import dev.switchboard.core.tenant.Sights;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Takes messages in. A message that is accepted is stored with its outbox row and its event in one transaction, and will
/// be sent, whatever dies from then on.
///
/// Thread-safe; blocks until the commit. Concurrent requests share commits; requests of many messages have a queue of
/// their own, so that they delay nobody else's.
@Singleton
public final class Messages {

  private static final int SINGLES = 250;
  private static final int MANY = 200;
  // A chat may be closed between its making and its locking; more often than this it is not.
  private static final int TRIES = 5;

  private final Drafting drafting;
  private final Database database;
  private final Doorbell doorbell;
  private final Wakeups wakeups;
  private final Cancellation cancellation;
  private final @Nullable Handoff handoff;
  private final GroupCommit<Draft, AcceptResult> singles = new GroupCommit<>(SINGLES, 2, this::write);
  private final GroupCommit<Draft, AcceptResult> many = new GroupCommit<>(MANY, 1, this::write);

  /// @param handoff null where this node does not send
  Messages(Drafting drafting, Database database, Doorbell doorbell, Wakeups wakeups, Cancellation cancellation,
      @Nullable Handoff handoff) {
    this.drafting = drafting;
    this.database = database;
    this.doorbell = doorbell;
    this.wakeups = wakeups;
    this.cancellation = cancellation;
    this.handoff = handoff;
  }

  /// The same without a container.
  public static Messages over(Accounts accounts, Database database, Doorbell doorbell, Wakeups wakeups) {
    return over(accounts, database, doorbell, wakeups, Templates.over(database, doorbell), null);
  }

  /// The same with templates that somebody else uses as well.
  ///
  /// @param handoff null where this node does not send
  public static Messages over(Accounts accounts, Database database, Doorbell doorbell, Wakeups wakeups,
      Templates templates, @Nullable Handoff handoff) {
    var routing = new Routing(new Routes(database, accounts, doorbell), accounts, new AccountHealth(database),
        database);
    return new Messages(new Drafting(accounts, routing, database, templates, new Sights(database, doorbell)),
        database, doorbell, wakeups,
        new Cancellation(database, doorbell, wakeups), handoff);
  }

  /// Accepts one message.
  ///
  /// @throws dev.switchboard.core.database.DatabaseUnavailableException where nothing was stored
  /// @throws dev.switchboard.core.database.OutcomeUnknownException where nobody can tell
  public AcceptResult accept(MessageRequest request) {
    try {
      return singles.submit(drafting.draft(request));
    } catch (RefusedException e) {
      return refused(e);
    }
  }

  /// Accepts many messages, each by itself: one that is refused does not stop the others. Answers in their order.
  ///
  /// @throws dev.switchboard.core.database.DatabaseUnavailableException where some may be stored and others not: repeat
  ///         the request, with idempotency keys
  public List<AcceptResult> acceptAll(List<MessageRequest> requests) {
    var answers = new AcceptResult[requests.size()];
    var drafts = new LinkedHashMap<Integer, Draft>();
    for (var i = 0; i < answers.length; i++) {
      try {
        drafts.put(i, drafting.draft(requests.get(i)));
      } catch (RefusedException e) {
        answers[i] = refused(e);
      }
    }
    var written = many.submitAll(List.copyOf(drafts.values())).iterator();
    drafts.keySet().forEach(i -> answers[i] = written.next());
    return List.of(answers);
  }

  /// What would become of a message if it were handed in now. Stores nothing.
  public Prospect consider(MessageRequest request) {
    return drafting.consider(request);
  }

  /// Calls a message back, which works until a worker has begun to send it.
  public CancelResult cancel(UUID tenantId, UUID messageId) {
    return cancellation.cancel(tenantId, messageId);
  }

  private static AcceptResult refused(RefusedException e) {
    EngineMetrics.refused(e.refused().code());
    return e.refused();
  }

  private List<AcceptResult> write(List<Draft> drafts) {
    try (var direct = new DirectSends()) {
      direct.reserve(handoff, drafts);
      var answers = store(drafts, direct, false, 1);
      var lanes = direct.send(drafts, answers);
      doorbell.ring("events");
      if (drafts.stream().anyMatch(draft -> draft.request().sendAt() != null)) {
        doorbell.ring("scheduled");
      }
      lanes.forEach(wakeups::wake);
      count(drafts, answers);
      return answers;
    }
  }

  private static void count(List<Draft> drafts, List<AcceptResult> answers) {
    for (var i = 0; i < drafts.size(); i++) {
      switch (answers.get(i)) {
        case Refused refused -> EngineMetrics.refused(refused.code());
        case Accepted accepted when !accepted.repeated() -> EngineMetrics.accepted(drafts.get(i).request().lane());
        default -> {}
      }
    }
  }

  private List<AcceptResult> store(List<Draft> drafts, DirectSends direct, boolean create, int attempt) {
    try {
      return database.certainly((connection, evidence) -> new AcceptTransaction(connection, evidence, drafts, direct)
          .run(create));
    } catch (MissingChatException e) {
      if (attempt == TRIES) {
        throw e;
      }
      return store(drafts, direct, true, attempt + 1);
    }
  }
}
