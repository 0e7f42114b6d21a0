package dev.switchboard.api.live;

import dev.switchboard.core.event.Cursor;
import dev.switchboard.core.event.Interest;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client from its connection to its end, on a virtual thread of its own: who it is, what it missed, what it says.
///
/// What it is told live comes past this thread, from the hub.
final class Conversation implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
  private static final Duration DATABASE_PATIENCE = Duration.ofSeconds(10);
  static final int MAX_LENGTH = 16_384;
  /// Wakes the thread; never parsed, because the connection is closed by then.
  private static final String END = "";

  /// What a client asks for when it comes.
  ///
  /// @param resume where it stood, if it was connected before
  private record Wish(@Nullable String resume, Interest interest) {}

  private final Outlet outlet;
  private final Handshake handshake;
  private final LiveNode node;
  private final LiveConfiguration configuration;
  private final Identity identity;
  private final Watch watch;
  private final BlockingQueue<String> inbox = new LinkedBlockingQueue<>();
  private volatile MessageRate rate;
  private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
  private @Nullable LiveClient client;
  private @Nullable CatchUp catchUp;
  private @Nullable Remarks remarks;

  Conversation(Outlet outlet, Handshake handshake, LiveNode node, LiveConfiguration configuration) {
    this.outlet = outlet;
    this.handshake = handshake;
    this.node = node;
    this.configuration = configuration;
    this.identity = new Identity(node.verifier());
    this.watch = new Watch(outlet, identity, configuration);
    this.rate = new MessageRate(configuration.messagesPerMinute());
  }

  /// The client has said something. Called by the network's thread; does not block.
  void hear(String text) {
    watch.heard();
    if (text.length() > MAX_LENGTH) {
      // The network has a limit as well, but compression gets around it.
      close(CloseCode.TOO_BIG);
    } else if (rate.isExceeded()) {
      outlet.send(
          new ServerMessage.Error("flood", "at most " + configuration.messagesPerMinute() + " messages a minute"));
      close(CloseCode.FLOOD);
    } else {
      inbox.add(text);
    }
  }

  /// The client has answered a ping.
  void pong() {
    watch.heard();
  }

  /// The node goes down.
  void reconnect() {
    outlet.send(new ServerMessage.Reconnect());
    close(CloseCode.RESTART);
  }

  /// Ends the conversation from this side.
  void close(CloseCode code) {
    outlet.close(code);
    inbox.add(END);
  }

  /// The client is gone.
  void closed(int code) {
    outlet.closed(code);
    inbox.add(END);
    end.complete(null);
  }

  /// Completes when the client is gone.
  CompletableFuture<?> end() {
    return end;
  }

  @Override
  public void run() {
    try {
      var wish = authenticate();
      if (wish != null && outlet.isOpen()) {
        start(wish);
        converse();
      }
    } catch (InterruptedException e) {
      outlet.close(CloseCode.RESTART);
    } catch (RuntimeException e) {
      LOG.warn("a live connection failed: {}", e.toString());
      outlet.close(CloseCode.TRY_AGAIN_LATER);
    } finally {
      leave();
    }
  }

  /// Finds out who the client is, or closes.
  ///
  /// @return what it wants
  private @Nullable Wish authenticate() throws InterruptedException {
    var wish = wish();
    if (wish == null || handshake.token() != null && !prove(handshake.token())) {
      return null;
    }
    return handshake.token() != null ? wish : awaitToken(wish);
  }

  private @Nullable Wish wish() {
    try {
      return new Wish(handshake.resume(), handshake.interest());
    } catch (IllegalArgumentException e) {
      outlet.send(new ServerMessage.Error("bad_request", Interests.FORM));
      outlet.close(CloseCode.BAD_REQUEST);
      return null;
    }
  }

  private @Nullable Wish awaitToken(Wish wish) throws InterruptedException {
    var end = System.nanoTime() + configuration.authDeadline().toNanos();
    while (outlet.isOpen()) {
      var text = inbox.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (text == null) {
        refuse();
      } else if (outlet.isOpen() && ClientMessage.parse(text) instanceof ClientMessage.Auth auth) {
        return !prove(auth.token()) ? null : new Wish(auth.resume() != null ? auth.resume() : wish.resume(),
            Objects.requireNonNullElse(auth.interest(), wish.interest()));
      } else {
        outlet.send(new ServerMessage.Error("unauthenticated", "the first message is auth"));
      }
    }
    return null;
  }

  private boolean prove(String token) {
    var proven = identity.prove(token);
    if (!proven) {
      refuse();
    }
    return proven;
  }

  private void refuse() {
    node.metrics().refused();
    outlet.close(CloseCode.UNAUTHORIZED);
  }

  private void start(Wish wish) throws InterruptedException {
    var position = node.hub().position(DATABASE_PATIENCE);
    if (position.isEmpty()) {
      outlet.close(CloseCode.TRY_AGAIN_LATER);
      return;
    }
    var principal = identity.principal();
    client = new LiveClient(principal.tenantId(), principal.agentId(), wish.interest(), outlet);
    if (principal.agentId() != null) {
      rate = node.team().rates().of(principal.agentId());
    }
    node.team().sights().came(client);
    node.team().present().came(client);
    catchUp = new CatchUp(client, node.hub(), node.replays(), node.team().sights(), watch);
    remarks = new Remarks(client, node);
    if (wish.resume() == null) {
      catchUp.join(cursor -> greet(cursor, wish.interest()));
    } else {
      node.metrics().resumed();
      greet(position.get(), wish.interest());
      catchUp.resume(wish.resume());
    }
  }

  // Whoever is told who is there is told of every change to it from then on.
  private void greet(Cursor cursor, Interest interest) {
    var principal = identity.principal();
    if (principal.agentId() == null) {
      outlet.send(new ServerMessage.Ready(cursor, principal, interest, null));
    } else {
      node.team().colleagues().join(Objects.requireNonNull(client),
          there -> outlet.send(new ServerMessage.Ready(cursor, principal, interest, there)));
    }
  }

  private void converse() throws InterruptedException {
    while (outlet.isOpen()) {
      var text = inbox.poll(watch.look(), TimeUnit.NANOSECONDS);
      if (text != null && outlet.isOpen()) {
        answer(ClientMessage.parse(text));
      }
    }
  }

  private void answer(ClientMessage message) throws InterruptedException {
    switch (message) {
      case ClientMessage.Auth auth -> renew(auth.token());
      case ClientMessage.Resume resume -> Objects.requireNonNull(catchUp).resume(resume.cursor());
      case ClientMessage.Subscribe subscribe -> Objects.requireNonNull(catchUp).subscribe(subscribe.interest());
      case ClientMessage.Ping _ -> outlet.send(new ServerMessage.Pong());
      case ClientMessage.Typing typing -> Objects.requireNonNull(remarks).typing(typing);
      case ClientMessage.Appear(var presence) -> Objects.requireNonNull(remarks).appear(presence);
      case ClientMessage.Look(var chatId) -> Objects.requireNonNull(remarks).look(chatId);
      case ClientMessage.Bad bad -> outlet.send(new ServerMessage.Error(bad.code(), bad.detail()));
    }
  }

  private void renew(String token) {
    if (identity.prove(token)) {
      outlet.send(new ServerMessage.Authenticated(identity.principal()));
    } else {
      outlet.send(new ServerMessage.Error("unauthorized", "this token is not good, or somebody else's"));
    }
  }

  private void leave() {
    if (client != null) {
      node.team().present().left(client);
      node.team().colleagues().leave(client);
      node.hub().leave(client);
      node.team().sights().left(client);
    }
  }
}
