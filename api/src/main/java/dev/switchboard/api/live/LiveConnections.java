package dev.switchboard.api.live;

import io.micronaut.context.annotation.Context;
import io.micronaut.runtime.graceful.GracefulShutdownCapable;
import io.netty.channel.Channel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/// The open WebSockets of this node. Thread-safe; blocks nobody.
///
/// Made when the node starts, so that the log is being followed when the first client comes.
@Context
public final class LiveConnections implements GracefulShutdownCapable {

  private final LiveNode node;
  private final LiveConfiguration configuration;
  private final Map<Channel, Conversation> conversations = new ConcurrentHashMap<>();
  private volatile boolean down;

  LiveConnections(LiveNode node, LiveConfiguration configuration) {
    this.node = node;
    this.configuration = configuration;
  }

  /// Tells all clients to connect again, to another node if there is one, and answers when they are gone; those who do
  /// not listen are cut off after some seconds. To be called before the server stops.
  @Override
  public CompletionStage<?> shutdownGracefully() {
    down = true;
    var open = conversations.values().toArray(Conversation[]::new);
    var ends = new CompletableFuture<?>[open.length];
    for (var i = 0; i < open.length; i++) {
      open[i].reconnect();
      ends[i] = open[i].end();
    }
    return CompletableFuture.allOf(ends);
  }

  Conversation open(Channel channel, Handshake handshake) {
    var conversation = new Conversation(new Outlet(channel, configuration), handshake, node, configuration);
    conversations.put(channel, conversation);
    node.metrics().opened();
    if (down) {
      conversation.reconnect();
    }
    return conversation;
  }

  Optional<Conversation> find(Channel channel) {
    return Optional.ofNullable(conversations.get(channel));
  }

  void closed(Channel channel, int code) {
    var conversation = conversations.remove(channel);
    if (conversation != null) {
      node.metrics().closed();
      conversation.closed(code);
    }
  }
}
