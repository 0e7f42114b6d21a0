package dev.switchboard.providers.twilio;

import dev.switchboard.core.spi.Capabilities;
import dev.switchboard.core.spi.Capabilities.Limits;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.DeliveryReport.Status;
import java.time.Duration;
import java.util.Set;

/// What Twilio takes over its channels.
///
/// https://www.twilio.com/docs/messaging/guides/accepted-mime-types and
/// https://www.twilio.com/docs/whatsapp/guidance-whatsapp-media-messages
final class TwilioCapabilities {

  private static final long MEGABYTE = 1_000_000;
  private static final long SMALL = 500_000;
  private static final int CAPTION = 1024;

  static Capabilities of(TwilioSettings settings) {
    var capabilities = Capabilities.over(settings.channel(), settings.timeout()).statusLookup()
        .takes(ContentKind.TEXT, Limits.text(TwilioProvider.LONGEST_TEXT))
        .takes(ContentKind.TEMPLATE, Limits.NONE);
    var whatsapp = settings.channel() == Channel.WHATSAPP;
    if (whatsapp) {
      whatsapp(capabilities);
    } else if (settings.mms()) {
      mms(capabilities);
    }
    // Without an address to report to Twilio tells nothing by itself, but customers' messages still come.
    var reported = whatsapp ? Set.of(Status.SENT, Status.DELIVERED, Status.READ, Status.FAILED)
        : Set.of(Status.SENT, Status.DELIVERED, Status.FAILED);
    return capabilities.webhooks(settings.webhookUrl() == null ? Set.of() : reported).build();
  }

  private static void whatsapp(Capabilities.Builder capabilities) {
    capabilities
        .takes(ContentKind.IMAGE, Limits.file(CAPTION, 5 * MEGABYTE, "image/jpeg", "image/png"))
        .takes(ContentKind.VIDEO, Limits.file(CAPTION, 16 * MEGABYTE, "video/mp4"))
        .takes(ContentKind.AUDIO, Limits.file(16 * MEGABYTE, "audio/ogg", "audio/amr", "audio/3gpp", "audio/aac",
            "audio/mpeg"))
        // Its words would be lost: Twilio has no caption for it.
        .takes(ContentKind.DOCUMENT, Limits.file(16 * MEGABYTE, "application/pdf", "application/msword",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/vcard"))
        .takes(ContentKind.STICKER, Limits.file(SMALL, "image/webp"))
        .takes(ContentKind.LOCATION, Limits.NONE)
        .takes(ContentKind.INTERACTIVE, Limits.text(CAPTION))
        .window(Duration.ofHours(24))
        // WhatsApp's own, behind 63018: one in six seconds to one customer, 45 at once.
        .pairRate(Duration.ofSeconds(6), 45)
        .signals(Capabilities.Signal.TYPING);
  }

  private static void mms(Capabilities.Builder capabilities) {
    capabilities
        .takes(ContentKind.IMAGE, Limits.file(TwilioProvider.LONGEST_TEXT, 5 * MEGABYTE, "image/jpeg", "image/png",
            "image/gif"))
        .takes(ContentKind.VIDEO, Limits.file(TwilioProvider.LONGEST_TEXT, SMALL, "video/mp4", "video/3gpp",
            "video/mpeg", "video/quicktime", "video/webm"))
        .takes(ContentKind.AUDIO, Limits.file(SMALL, "audio/mpeg", "audio/mp4", "audio/ogg", "audio/amr", "audio/3gpp",
            "audio/ac3", "audio/basic", "audio/vnd.wave"))
        .takes(ContentKind.DOCUMENT, Limits.file(TwilioProvider.LONGEST_TEXT, SMALL, "application/pdf", "text/vcard",
            "text/x-vcard", "text/csv", "text/rtf", "text/calendar"));
  }

  private TwilioCapabilities() {}
}
