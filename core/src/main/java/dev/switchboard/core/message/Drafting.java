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
import dev.switchboard.core.database.Rows;
import dev.switchboard.core.message.AcceptResult.Refusal;
import dev.switchboard.core.message.AcceptResult.Refused;
import dev.switchboard.core.message.Decision.Code;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.template.Templates;
import dev.switchboard.core.tenant.Sights;
import dev.switchboard.core.tenant.Viewer;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Checks a request against what its account can do, and turns it into a [Draft].
///
/// Reads the database only for what the request names: its account and its template (remembered), its files, its chat, the
/// message it answers.
@Singleton
final class Drafting {

  static final Duration MOST_AHEAD = Duration.ofDays(366);
  private static final int LONGEST_KEY = 255;
  private static final int LARGEST_METADATA = 16 * 1024;
  private static final ObjectMapper JSON = JsonMapper
      .builder(JsonFactory.builder().recyclerPool(JsonRecyclerPools.sharedBoundedPool()).build())
      .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private final Accounts accounts;
  private final Routing routing;
  private final Database database;
  private final WindowRule window;
  private final Templates templates;
  private final Sights sights;

  Drafting(Accounts accounts, Routing routing, Database database, Templates templates, Sights sights) {
    this.accounts = accounts;
    this.routing = routing;
    this.database = database;
    this.window = new WindowRule(database);
    this.templates = templates;
    this.sights = sights;
  }

  /// The request cannot be accepted; carries the answer.
  static final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Refused refused;

    RefusedException(String field, Refusal code, String detail) {
      super(detail, null, false, false);
      this.refused = new Refused(field, code, detail);
    }

    RefusedException(Refused refused) {
      super(refused.detail(), null, false, false);
      this.refused = refused;
    }

    Refused refused() {
      return refused;
    }
  }

  Draft draft(MessageRequest request) throws RefusedException {
    checkKey(request.idempotencyKey());
    checkTimes(request);
    checkSender(request);
    checkChat(request);
    var metadata = metadata(request);
    var route = request.route();
    if (route != null) {
      var considered = routing.consider(request, route, this::way);
      var ways = Routing.usable(considered);
      checkReplyTo(request, ways);
      return draft(request, request.to().strip(), ways, metadata, Routing.decision(route, considered, ways.getFirst()));
    }
    var account = account(request);
    var recipient = recipient(account, request.to());
    var to = recipient.value();
    var instead = WindowRule.routeOf(account, request.content());
    if (instead == null) {
      var way = way(request, account, recipient, request.content(), Duration.ZERO);
      return draft(request, to, List.of(way), metadata, null);
    }
    var considered = routing.considerInstead(request, account, instead, this::way);
    var ways = Routing.usableInstead(considered);
    var asMeant = ways.getFirst().account() == account;
    return draft(request, to, ways, metadata,
        asMeant ? null : Routing.decision(instead, considered, ways.getFirst()));
  }

  private static Draft draft(MessageRequest request, String to, List<Way> ways, String metadata,
      @Nullable Decision choice) {
    var chosen = ways.getFirst();
    var parts = chosen.said().size();
    // Parts go by ways that cut the text alike.
    var alike = ways.stream().filter(way -> way.said().size() == parts).toList();
    var hash = hash(request, to, json(chosen, request), metadata);
    var lifetime = Lifetimes.of(request.lane()).toSeconds();
    var id = Ids.next();
    var rest = IntStream.range(1, parts)
        .mapToObj(place -> new Draft(Ids.next(), request.continuing(), alike, place, metadata, request.expiresAt(),
            lifetime, hash, decisions(chosen, choice, place), id, List.of()))
        .toList();
    return new Draft(id, request, alike, 0, metadata, request.expiresAt(), lifetime, hash,
        decisions(chosen, choice, 0), null, rest);
  }

  private static List<Decision> decisions(Way way, @Nullable Decision choice, int place) {
    var parts = way.said().size();
    var decisions = new ArrayList<Decision>();
    if (choice != null) {
      decisions.add(choice);
    }
    decisions.addAll(way.decisions());
    if (parts > 1) {
      decisions.add(Decision.of(Code.SPLIT, "part", String.valueOf(place + 1), "parts", String.valueOf(parts)));
    }
    return decisions;
  }

  // That of what was asked for: repeated, it is the same request whatever has become of it.
  private static String json(Way way, MessageRequest request) {
    var first = way.said().getFirst();
    return first.content() == request.content() ? first.json() : json(request.content());
  }

  /// What would become of the request.
  Prospect consider(MessageRequest request) {
    List<Routing.Considered> considered = List.of();
    var windows = new HashMap<String, WindowRule.Window>();
    Routing.Check way = (asked, account, to, content, patience) -> {
      // Looked at first, as it is to be told of a way that is refused as well.
      window(asked, account, to).ifPresent(found -> windows.put(account.name(), found));
      return way(asked, account, to, content, patience);
    };
    try {
      checkKey(request.idempotencyKey());
      checkTimes(request);
      checkSender(request);
      checkChat(request);
      metadata(request);
      var route = request.route();
      if (route != null) {
        considered = routing.consider(request, route, way);
        var ways = Routing.usable(considered);
        checkReplyTo(request, ways);
        return Prospect.of(null, considered, ways.getFirst(), windows);
      }
      var account = account(request);
      var instead = WindowRule.routeOf(account, request.content());
      if (instead == null) {
        considered = List.of(routing.consider(request, account, way));
        return Prospect.of(considered.getFirst().refused(), considered, considered.getFirst().way(), windows);
      }
      considered = routing.considerInstead(request, account, instead, way);
      return Prospect.of(null, considered, Routing.usableInstead(considered).getFirst(), windows);
    } catch (RefusedException e) {
      return Prospect.of(e.refused(), considered, null, windows);
    }
  }

  private Optional<WindowRule.Window> window(MessageRequest request, Account account, String to) {
    return Address.parse(account.provider().capabilities().channel(), account.provider().normalAddress(to))
        .flatMap(recipient -> Optional.ofNullable(window.look(account, recipient, request.sendAt())));
  }

  private static void checkSender(MessageRequest request) throws RefusedException {
    if ((request.account() == null) == (request.route() == null)) {
      throw new RefusedException("account", Refusal.UNKNOWN_ACCOUNT, "either an account or a route is needed");
    }
  }

  private Way way(MessageRequest asked, Account account, String to, Content content, Duration patience)
      throws RefusedException {
    // No way of a route leads an agent where they see nothing.
    if (!viewer(asked).sees(account.id())) {
      throw unknownAccount();
    }
    return way(asked, account, recipient(account, to), content, patience);
  }

  private Way way(MessageRequest asked, Account account, Address recipient, Content content, Duration patience)
      throws RefusedException {
    var template = FilledTemplate.of(templates, account, content);
    var words = template == null ? content : template.content();
    var request = words == asked.content() ? asked : asked.saying(words);
    var contents = LongTexts.contents(account, request);
    for (var part : contents) {
      FilledTemplate.check(template, account, request.saying(part));
    }
    var described = described(asked, account, content, words);
    // On the ways of a route that are others' it is no answer to anything.
    if (account.name().equals(request.account()) && request.replyTo() != null
        && !exchanged(request, account, recipient)) {
      throw unknownReplyTo();
    }
    return switch (window.rule(request, account, recipient)) {
      case WindowRuling.AsItIs _ -> new Way(account, recipient, patience,
          // What has files is in one part.
          described == words
              ? said(contents, template)
              : said(List.of(described), template == null ? null : template.with(described)),
          List.of());
      case WindowRuling.Instead(var other, var decision) -> new Way(account, recipient, patience,
          said(List.of(other), FilledTemplate.of(templates, account, other)), List.of(decision));
      case WindowRuling.Refused(var why, _) -> throw new RefusedException("content", Refusal.WINDOW_CLOSED,
          "must be a template, or wait until the customer writes: " + why);
    };
  }

  private Content described(MessageRequest request, Account account, Content asked, Content words)
      throws RefusedException {
    try {
      return AttachmentRules.describe(database, viewer(request), account.provider().capabilities(), words);
    } catch (RefusedException e) {
      throw FilledTemplate.ofVariable(e, asked, words);
    }
  }

  // With the version of its template beside it, where it was made of one and is not in parts.
  private static List<Way.Said> said(List<Content> contents, @Nullable FilledTemplate template)
      throws RefusedException {
    if (template != null && contents.size() == 1) {
      return List.of(said(template.content(), json(template.stored(JSON))));
    }
    var said = new ArrayList<Way.Said>();
    for (var content : contents) {
      said.add(said(content, json(content)));
    }
    return said;
  }

  private static Way.Said said(Content content, String json) throws RefusedException {
    checkCharacters("content", json);
    return new Way.Said(content, json);
  }

  private static void checkKey(@Nullable String key) throws RefusedException {
    if (key != null && (key.isEmpty() || key.length() > LONGEST_KEY || !Jsonb.storableText(key).equals(key))) {
      throw new RefusedException("idempotencyKey", Refusal.BAD_KEY,
          "must have 1 to " + LONGEST_KEY + " characters and none that cannot be stored");
    }
  }

  private Account account(MessageRequest request) throws RefusedException {
    var account = accounts.find(viewer(request), Objects.requireNonNull(request.account()))
        .orElseThrow(Drafting::unknownAccount);
    if (!account.enabled()) {
      throw new RefusedException("account", Refusal.ACCOUNT_DISABLED, "this account is switched off");
    }
    return account;
  }

  private static RefusedException unknownAccount() {
    return new RefusedException("account", Refusal.UNKNOWN_ACCOUNT, "there is no account of this name");
  }

  private Viewer viewer(MessageRequest request) {
    return new Viewer(request.tenantId(), sights.hidden(request.agentId()));
  }

  private static Address recipient(Account account, String to) throws RefusedException {
    var channel = account.provider().capabilities().channel();
    return Address.parse(channel, account.provider().normalAddress(to))
        .orElseThrow(() -> new RefusedException("to", Refusal.BAD_ADDRESS,
            switch (channel.addressedBy()) {
              case PHONE -> "must be a phone number in international form, such as +5511999990001";
              case EMAIL -> "must be an e-mail address, such as ana@example.com";
              case BSUID -> "must be a business-scoped user id";
              case DEVICE -> "must be a device token";
              case TELEGRAM -> "must be a person's id at Telegram, such as 123456789";
            }));
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

  private void checkChat(MessageRequest request) throws RefusedException {
    var chatId = request.chatId();
    if (chatId != null && !exists("""
        select
        from chats
        where tenant_id = ?
          and id = ?
        """, request.tenantId(), chatId)) {
      throw new RefusedException("chatId", Refusal.UNKNOWN_CHAT, "there is no chat with this id");
    }
  }

  // A route may lead over other accounts than the one that the message came by; there it is no answer to anything.
  private void checkReplyTo(MessageRequest request, List<Way> ways) throws RefusedException {
    if (request.replyTo() != null
        && ways.stream().noneMatch(way -> exchanged(request, way.account(), way.recipient()))) {
      throw unknownReplyTo();
    }
  }

  private boolean exchanged(MessageRequest request, Account account, Address recipient) {
    return exists("""
        select
        from chat_messages m
        join chats c on c.id = m.chat_id
        join contact_identities i on i.contact_id = c.contact_id
        where m.tenant_id = ?
          and m.id = ?
          and m.account_id = ?
          and i.kind = ?
          and i.match_key = ?
        """, request.tenantId(), Objects.requireNonNull(request.replyTo()), account.id(), recipient.kind().name(),
        recipient.matchKey());
  }

  private static RefusedException unknownReplyTo() {
    return new RefusedException("replyTo", Refusal.UNKNOWN_MESSAGE,
        "there is no message with this id between this account and this recipient");
  }

  private boolean exists(String sql, Object... values) {
    return database.autocommit(connection -> Rows.exist(connection, sql, values));
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
    checkCharacters("metadata", metadata);
    return metadata;
  }

  // One message that cannot be stored would fail its whole batch.
  private static void checkCharacters(String field, String json) throws RefusedException {
    if (!Jsonb.isStorable(json)) {
      throw new RefusedException(field, Refusal.BAD_CHARACTER, "must not contain U+0000 or broken surrogates");
    }
  }

  // What makes two requests the same is what they ask for, not how they spell it; nor by which way of a route it is met, nor
  // what its template says by now.
  private static byte[] hash(MessageRequest request, String to, String content, String metadata) {
    var parts = new ArrayList<Object>();
    parts.add(request.route() == null ? String.valueOf(request.account()) : "route " + request.route());
    parts.add(to);
    parts.add(content);
    parts.add(request.lane().label());
    parts.add(request.policy().label());
    parts.add(String.valueOf(request.sendAt()));
    parts.add(String.valueOf(request.expiresAt()));
    parts.add(String.valueOf(request.replyTo()));
    parts.add(String.valueOf(request.chatId()));
    parts.add(metadata);
    if (request.longText() != null) {
      parts.add(request.longText().label());
    }
    try {
      return MessageDigest.getInstance("SHA-256").digest(json(parts).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a message that cannot be written as JSON", e);
    }
  }
}
