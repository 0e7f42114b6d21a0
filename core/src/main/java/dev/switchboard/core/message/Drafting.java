package dev.switchboard.core.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.switchboard.core.account.Account;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.contact.Address;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.database.Jsonb;
import dev.switchboard.core.message.AcceptResult.Refusal;
import dev.switchboard.core.message.AcceptResult.Refused;
import dev.switchboard.core.spi.Content;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Checks a request against what its account can do, and turns it into a [Draft].
///
/// Reads the database only for what the request names: its account (remembered), its chat, the message it answers.
@Singleton
final class Drafting {

  static final Duration MOST_AHEAD = Duration.ofDays(366);
  private static final int LONGEST_KEY = 255;
  private static final int LARGEST_METADATA = 16 * 1024;
  private static final ObjectMapper JSON = JsonMapper
      .builder(JsonFactory.builder().recyclerPool(JsonRecyclerPools.sharedBoundedPool()).build())
      .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private final Accounts accounts;
  private final Database database;

  Drafting(Accounts accounts, Database database) {
    this.accounts = accounts;
    this.database = database;
  }

  /// The request cannot be accepted; carries the answer.
  static final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Refused refused;

    RefusedException(String field, Refusal code, String detail) {
      super(detail, null, false, false);
      this.refused = new Refused(field, code, detail);
    }

    Refused refused() {
      return refused;
    }
  }

  Draft draft(MessageRequest request) throws RefusedException {
    checkKey(request.idempotencyKey());
    var account = account(request);
    var recipient = recipient(account, request.to());
    checkContent(account, request.content());
    checkTimes(request);
    checkReferences(request, account, recipient);
    var content = json(request.content());
    var metadata = metadata(request);
    checkCharacters(content, metadata);
    return new Draft(Ids.next(), request, account, recipient, content, request.content().preview(), metadata,
        request.expiresAt(), Lifetimes.of(request.lane()).toSeconds(), hash(request, recipient, content, metadata));
  }

  private static void checkKey(@Nullable String key) throws RefusedException {
    if (key != null && (key.isEmpty() || key.length() > LONGEST_KEY || !Jsonb.storableText(key).equals(key))) {
      throw new RefusedException("idempotencyKey", Refusal.BAD_KEY,
          "must have 1 to " + LONGEST_KEY + " characters and none that cannot be stored");
    }
  }

  private Account account(MessageRequest request) throws RefusedException {
    var account = accounts.find(request.tenantId(), request.account()).orElseThrow(
        () -> new RefusedException("account", Refusal.UNKNOWN_ACCOUNT, "there is no account of this name"));
    if (!account.enabled()) {
      throw new RefusedException("account", Refusal.ACCOUNT_DISABLED, "this account is switched off");
    }
    return account;
  }

  private static Address recipient(Account account, String to) throws RefusedException {
    var kind = account.provider().capabilities().channel().addressedBy();
    return Address.parse(kind, to).orElseThrow(() -> new RefusedException("to", Refusal.BAD_ADDRESS,
        switch (kind) {
          case PHONE -> "must be a phone number in international form, such as +5511999990001";
          case EMAIL -> "must be an e-mail address, such as ana@example.com";
          case BSUID -> "must be a business-scoped user id";
          case DEVICE -> "must be a device token";
        }));
  }

  private static void checkContent(Account account, Content content) throws RefusedException {
    var capabilities = account.provider().capabilities();
    if (!capabilities.contentKinds().contains(content.kind())) {
      throw new RefusedException("content.type", Refusal.CONTENT_NOT_SUPPORTED, "account " + account.name()
          + " takes " + String.join(", ", capabilities.contentKinds().stream().map(k -> k.code()).sorted().toList()));
    }
    switch (content) {
      case Content.Text text -> checkText("content.text", text.text(), capabilities.maxTextLength(), true);
      case Content.Email email -> {
        checkText("content.subject", email.subject(), 998, true);
        if (email.subject().chars().anyMatch(c -> c == '\r' || c == '\n')) {
          throw new RefusedException("content.subject", Refusal.BAD_CHARACTER, "must be one line");
        }
        if (email.text() == null && email.html() == null) {
          throw new RefusedException("content.text", Refusal.CONTENT_EMPTY, "text or html is needed");
        }
        checkText("content.text", email.text(), capabilities.maxTextLength(), false);
        checkText("content.html", email.html(), capabilities.maxTextLength(), false);
      }
      case Content.Unknown unknown -> throw new RefusedException("content.type", Refusal.CONTENT_NOT_SUPPORTED,
          unknown.kindName() + " cannot be sent");
    }
  }

  private static void checkText(String field, @Nullable String text, int longest, boolean needed)
      throws RefusedException {
    if (text == null ? needed : text.isBlank() && needed) {
      throw new RefusedException(field, Refusal.CONTENT_EMPTY, "must not be empty");
    }
    if (text != null && text.codePointCount(0, text.length()) > longest) {
      throw new RefusedException(field, Refusal.CONTENT_TOO_LONG, "must have at most " + longest + " characters");
    }
  }

  // By this node's clock, which only decides what is refused; when a message is due is decided by the database's.
  private static void checkTimes(MessageRequest request) throws RefusedException {
    var now = Instant.now();
    var sendAt = request.sendAt();
    var expiresAt = request.expiresAt();
    if (sendAt != null && sendAt.isAfter(now.plus(MOST_AHEAD))) {
      throw new RefusedException("sendAt", Refusal.BAD_TIME, "must be within a year");
    }
    if (expiresAt != null && !expiresAt.isAfter(now)) {
      throw new RefusedException("expiresAt", Refusal.BAD_TIME, "must be in the future");
    }
    if (expiresAt != null && expiresAt.isAfter(now.plus(MOST_AHEAD.multipliedBy(2)))) {
      throw new RefusedException("expiresAt", Refusal.BAD_TIME, "must be within two years");
    }
    if (expiresAt != null && sendAt != null && !expiresAt.isAfter(sendAt)) {
      throw new RefusedException("expiresAt", Refusal.BAD_TIME, "must be after sendAt");
    }
  }

  private void checkReferences(MessageRequest request, Account account, Address recipient) throws RefusedException {
    var chatId = request.chatId();
    if (chatId != null && !exists("""
        select
        from chats
        where tenant_id = ?
          and id = ?
        """, request.tenantId(), chatId)) {
      throw new RefusedException("chatId", Refusal.UNKNOWN_CHAT, "there is no chat with this id");
    }
    var replyTo = request.replyTo();
    if (replyTo != null && !exists("""
        select
        from chat_messages m
        join chats c on c.id = m.chat_id
        join contact_identities i on i.contact_id = c.contact_id
        where m.tenant_id = ?
          and m.id = ?
          and m.account_id = ?
          and i.kind = ?
          and i.match_key = ?
        """, request.tenantId(), replyTo, account.id(), recipient.kind().name(), recipient.matchKey())) {
      throw new RefusedException("replyTo", Refusal.UNKNOWN_MESSAGE,
          "there is no message with this id between this account and this recipient");
    }
  }

  private boolean exists(String sql, Object... values) {
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement(sql)) {
        for (var i = 0; i < values.length; i++) {
          statement.setObject(i + 1, values[i]);
        }
        try (var row = statement.executeQuery()) {
          return row.next();
        }
      }
    });
  }

  private static String metadata(MessageRequest request) throws RefusedException {
    if (request.metadata() == null) {
      return "{}";
    }
    var metadata = json(JSON.convertValue(request.metadata(), TreeMap.class));
    if (metadata.length() > LARGEST_METADATA) {
      throw new RefusedException("metadata", Refusal.BAD_METADATA,
          "must have at most " + LARGEST_METADATA + " characters of JSON");
    }
    return metadata;
  }

  // One message that cannot be stored would fail its whole batch.
  private static void checkCharacters(String content, String metadata) throws RefusedException {
    if (!Jsonb.isStorable(content)) {
      throw new RefusedException("content", Refusal.BAD_CHARACTER, "must not contain U+0000 or broken surrogates");
    }
    if (!Jsonb.isStorable(metadata)) {
      throw new RefusedException("metadata", Refusal.BAD_CHARACTER, "must not contain U+0000 or broken surrogates");
    }
  }

  // What makes two requests the same is what they ask for, not how they spell it.
  private static byte[] hash(MessageRequest request, Address recipient, String content, String metadata) {
    var parts = new ArrayList<Object>();
    parts.add(request.account());
    parts.add(recipient.value());
    parts.add(content);
    parts.add(request.lane().label());
    parts.add(request.policy().label());
    parts.add(String.valueOf(request.sendAt()));
    parts.add(String.valueOf(request.expiresAt()));
    parts.add(String.valueOf(request.replyTo()));
    parts.add(String.valueOf(request.chatId()));
    parts.add(metadata);
    try {
      return MessageDigest.getInstance("SHA-256").digest(json(parts).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a message that cannot be written as JSON", e);
    }
  }
}
