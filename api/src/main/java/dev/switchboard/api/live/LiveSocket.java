package dev.switchboard.api.live;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.micronaut.websocket.CloseReason;
import io.micronaut.websocket.WebSocketPongMessage;
import io.micronaut.websocket.WebSocketSession;
import io.micronaut.websocket.annotation.OnClose;
import io.micronaut.websocket.annotation.OnError;
import io.micronaut.websocket.annotation.OnMessage;
import io.micronaut.websocket.annotation.OnOpen;
import io.micronaut.websocket.annotation.ServerWebSocket;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.timeout.IdleStateHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The WebSocket at `/api/v1/ws`. Everything here runs on the network's threads and blocks none of them.
///
/// Who somebody is, is found out in the conversation, so the route itself is open.
@ServerWebSocket(value = LiveSocket.PATH, subprotocols = Handshake.SUBPROTOCOL)
@Secured(SecurityRule.IS_ANONYMOUS)
final class LiveSocket {

  static final String PATH = "/api/v1/ws";

  private static final String FRAMEWORK_HANDLER = "websocket-handler";
  private static final Logger LOG = LoggerFactory.getLogger(LiveSocket.class);

  private final LiveConnections connections;

  LiveSocket(LiveConnections connections) {
    this.connections = connections;
  }

  @OnOpen
  void open(WebSocketSession session, HttpRequest<?> request) {
    var channel = channel(request);
    var conversation = connections.open(channel, Handshake.of(request));
    // Later, because the framework adds its own handler after this call.
    channel.eventLoop().execute(() -> {
      prepare(channel.pipeline());
      Thread.ofVirtual().name("live").start(conversation);
    });
  }

  @OnMessage(maxPayloadLength = Conversation.MAX_LENGTH)
  void message(String text, HttpRequest<?> request) {
    connections.find(channel(request)).ifPresent(conversation -> conversation.hear(text));
  }

  @OnMessage
  void pong(WebSocketPongMessage message, HttpRequest<?> request) {
    connections.find(channel(request)).ifPresent(Conversation::pong);
  }

  @OnClose
  void close(CloseReason reason, HttpRequest<?> request) {
    connections.closed(channel(request), reason.getCode());
  }

  @OnError
  void error(Throwable failure, HttpRequest<?> request) {
    // Mostly clients that vanish, and messages that are too long.
    LOG.debug("a live connection failed", failure);
    connections.find(channel(request)).ifPresent(conversation -> {
      if (failure instanceof TooLongFrameException) {
        conversation.close(CloseCode.TOO_BIG);
      } else {
        conversation.closed(CloseReason.PROTOCOL_ERROR.getCode());
      }
    });
  }

  private static void prepare(ChannelPipeline pipeline) {
    if (pipeline.get(FRAMEWORK_HANDLER) != null) {
      // Pings find out who is gone; three more timers for each connection would not find out more.
      if (pipeline.get(IdleStateHandler.class) != null) {
        pipeline.remove(IdleStateHandler.class);
      }
      // A message in pieces would otherwise be collected without a limit.
      pipeline.addBefore(FRAMEWORK_HANDLER, "live-aggregator", new WebSocketFrameAggregator(Conversation.MAX_LENGTH));
    }
  }

  private static Channel channel(HttpRequest<?> request) {
    return ((NettyHttpRequest<?>) request).getChannelHandlerContext().channel();
  }
}
