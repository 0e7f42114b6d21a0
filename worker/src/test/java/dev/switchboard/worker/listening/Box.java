package dev.switchboard.worker.listening;

import com.fasterxml.jackson.databind.node.POJONode;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.Capabilities;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.IdentityKind;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.Listening;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.StatusQuery;
import dev.switchboard.core.spi.StatusResult;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.spi.WebhookResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A service that keeps what customers write until it is fetched, in the order in which it came: one for all nodes. It
/// remembers who listens.
final class Box {

  static final String POISON = "poison";

  private final List<String> letters = new ArrayList<>();
  private final List<String> listening = new ArrayList<>();
  private int mostAtOnce;
  private int tries;
  private @Nullable IOException trouble;

  synchronized void write(String letter) {
    letters.add(letter);
    notifyAll();
  }

  /// Nobody gets anything until [#repair].
  synchronized void breakDown(String why) {
    trouble = new IOException(why);
    notifyAll();
  }

  synchronized void repair() {
    trouble = null;
    notifyAll();
  }

  /// Who listens: the node and what its account is set to.
  synchronized List<String> listening() {
    return List.copyOf(listening);
  }

  synchronized int mostAtOnce() {
    return mostAtOnce;
  }

  /// How often somebody began to listen.
  synchronized int tries() {
    return tries;
  }

  private synchronized void enter(String who) throws IOException {
    tries++;
    check();
    listening.add(who);
    mostAtOnce = Math.max(mostAtOnce, listening.size());
  }

  private synchronized void leave(String who) {
    listening.remove(who);
  }

  private synchronized String await(int index) throws IOException, InterruptedException {
    check();
    while (letters.size() <= index) {
      wait();
      check();
    }
    return letters.get(index);
  }

  private void check() throws IOException {
    if (trouble != null) {
      throw trouble;
    }
  }

  /// The provider of one node.
  ProviderFactory on(String node) {
    return new Reading(this, node);
  }

  record Reading(Box box, String node) implements ProviderFactory {

    @Override
    public String name() {
      return "box";
    }

    @Override
    public Reader create(AccountConfiguration account) {
      return new Reader(box, node + account.settings().path("mark").asText(""),
          account.settings().path("listens").asBoolean(true));
    }
  }

  record Reader(Box box, String who, boolean listens) implements Listening {

    @Override
    public void listen(Inbox inbox) throws IOException, InterruptedException {
      box.enter(who);
      try {
        var next = inbox.position().map(Integer::parseInt).orElse(0);
        inbox.reached();
        while (true) {
          var letter = box.await(next);
          next++;
          inbox.put(Integer.toString(next), letter.getBytes(StandardCharsets.UTF_8), List.of(message(letter)),
              Map.of());
        }
      } finally {
        box.leave(who);
      }
    }

    private static InboundEvent message(String letter) {
      var content = letter.equals(POISON)
          ? new Content.Choice("button", "x", "x", null, new POJONode(new Object()))
          : new Content.Text(letter);
      return new InboundEvent.Message(letter, List.of(new InboundEvent.Identity(IdentityKind.PHONE, "+5511999990001")),
          "Ana", content, InboundEvent.Thread.NONE, null, Map.of());
    }

    @Override
    public String name() {
      return "box";
    }

    @Override
    public Capabilities capabilities() {
      return Capabilities.over(Channel.SMS, Duration.ofSeconds(1))
          .takes(ContentKind.TEXT, Capabilities.Limits.text(100))
          .build();
    }

    @Override
    public SendResult send(OutboundMessage message) {
      return SendResult.notSupported(message.content());
    }

    @Override
    public WebhookResult receive(WebhookRequest request) {
      return new WebhookResult.Refused("a box has no webhooks");
    }

    @Override
    public StatusResult getStatus(StatusQuery query) {
      return new StatusResult.CannotTell(Failure.of(FailureReason.UNKNOWN, "a box cannot be asked"));
    }
  }
}
