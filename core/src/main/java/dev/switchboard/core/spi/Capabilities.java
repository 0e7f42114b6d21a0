package dev.switchboard.core.spi;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an account can do, as data: checked before a message is accepted, shown to whoever composes one.
///
/// Made by [#over]: `Capabilities.over(Channel.SMS, timeout).takes(ContentKind.TEXT, Limits.text(1600)).build()`.
///
/// @param channel the medium
/// @param contents what may be sent and how much of it; anything else is refused when it is handed in
/// @param receipts the statuses that the service reports by itself, [DeliveryReport.Status#SENT] included
/// @param statusLookup whether [IMessageProvider#getStatus] can be asked
/// @param webhooks whether the service calls us
/// @param window how long after the customer's last message free content is allowed; null where always
/// @param pairRate how fast one account may write to one recipient; null where only the account's rate counts
/// @param signals what a customer can be shown besides messages
/// @param requestTimeout the longest that [IMessageProvider#send] and [IMessageProvider#getStatus] take before they give up;
///        leases are longer than this
public record Capabilities(Channel channel, Map<ContentKind, Limits> contents, Set<DeliveryReport.Status> receipts,
    boolean statusLookup, boolean webhooks, @Nullable Duration window, @Nullable PairRate pairRate,
    Set<Signal> signals, Duration requestTimeout) {

  public Capabilities {
    contents = Map.copyOf(contents);
    receipts = Set.copyOf(receipts);
    signals = Set.copyOf(signals);
  }

  /// How much of one kind of content the service takes.
  ///
  /// @param textLength the longest text or caption in Unicode code points; 0 where it takes none
  /// @param mimeTypes of its file, such as `image/jpeg`; empty where it has no file or takes any type
  /// @param bytes the largest file; 0 where it has none
  public record Limits(int textLength, Set<String> mimeTypes, long bytes) {

    /// Where there is neither text nor file.
    public static final Limits NONE = new Limits(0, Set.of(), 0);

    public Limits {
      mimeTypes = Set.copyOf(mimeTypes);
    }

    public static Limits text(int length) {
      return new Limits(length, Set.of(), 0);
    }

    /// A file without words.
    public static Limits file(long bytes, String... mimeTypes) {
      return new Limits(0, Set.of(mimeTypes), bytes);
    }

    /// A file with a caption.
    public static Limits file(int caption, long bytes, String... mimeTypes) {
      return new Limits(caption, Set.of(mimeTypes), bytes);
    }

    /// Whether a file of this type is taken.
    public boolean takes(String mimeType) {
      return mimeTypes.isEmpty() || mimeTypes.contains(mimeType);
    }
  }

  /// The generic cell rate of one account to one recipient.
  ///
  /// @param every one message in so much time
  /// @param burst how many may be sent at once by who has been silent
  public record PairRate(Duration every, int burst) {}

  /// What a customer can be shown besides messages.
  public enum Signal {
    READ, TYPING
  }

  public Set<ContentKind> contentKinds() {
    return contents.keySet();
  }

  /// The limits of a kind; [Limits#NONE] where it is not taken at all.
  public Limits limits(ContentKind kind) {
    return contents.getOrDefault(kind, Limits.NONE);
  }

  /// Begins the capabilities of an account that can do nothing yet.
  public static Builder over(Channel channel, Duration requestTimeout) {
    return new Builder(channel, requestTimeout);
  }

  /// Says one after the other what an account can do.
  public static final class Builder {

    private final Channel channel;
    private final Duration requestTimeout;
    private final Map<ContentKind, Limits> contents = new EnumMap<>(ContentKind.class);
    private Set<DeliveryReport.Status> receipts = Set.of();
    private boolean statusLookup;
    private boolean webhooks;
    private @Nullable Duration window;
    private @Nullable PairRate pairRate;
    private Set<Signal> signals = Set.of();

    private Builder(Channel channel, Duration requestTimeout) {
      this.channel = channel;
      this.requestTimeout = requestTimeout;
    }

    /// It may send this kind of content.
    public Builder takes(ContentKind kind, Limits limits) {
      contents.put(kind, limits);
      return this;
    }

    /// The service calls us, and reports these.
    public Builder webhooks(Set<DeliveryReport.Status> receipts) {
      this.webhooks = true;
      this.receipts = receipts;
      return this;
    }

    /// The service can be asked what became of a message.
    public Builder statusLookup() {
      this.statusLookup = true;
      return this;
    }

    public Builder window(Duration window) {
      this.window = window;
      return this;
    }

    public Builder pairRate(Duration every, int burst) {
      this.pairRate = new PairRate(every, burst);
      return this;
    }

    public Builder signals(Signal... signals) {
      this.signals = Set.of(signals);
      return this;
    }

    public Capabilities build() {
      return new Capabilities(channel, contents, receipts, statusLookup, webhooks, window, pairRate, signals,
          requestTimeout);
    }
  }
}
