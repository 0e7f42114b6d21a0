package dev.switchboard.core.engine;

import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.account.SecretCipher;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.message.Messages;
import dev.switchboard.core.outbox.Outbox;
import dev.switchboard.core.task.TaskQueue;
import dev.switchboard.core.task.Wakeups;
import java.util.List;
import java.util.Map;

/// A second node on the database of a [TestEngine].
final class TestEngineTwin implements AutoCloseable {

  private final Doorbell doorbell;
  private final Wakeups wakeups;
  private final Messages messages;
  private final Outbox outbox;

  TestEngineTwin(TestEngine first) {
    var database = new Database(first.db.newPool());
    doorbell = new Doorbell(database);
    wakeups = new Wakeups(database, new TaskQueue(), doorbell);
    var accounts = new Accounts(database, List.of(first.provider),
        new SecretCipher("test", Map.of("test", new byte[32])));
    messages = Messages.over(accounts, database, doorbell, wakeups);
    outbox = new Outbox(database, TestEngine.SETTINGS);
  }

  Messages messages() {
    return messages;
  }

  Outbox outbox() {
    return outbox;
  }

  @Override
  public void close() throws Exception {
    wakeups.close();
    doorbell.close();
  }
}
