package dev.switchboard.core.message;

/// How many messages of the air interface an SMS text is, which is what it costs.
///
/// A text of the GSM alphabet (3GPP TS 23.038) has 160 places, one with any other character is sent in UCS-2, which has 70. A
/// longer one is cut into segments, whose headers take 7 and 3 of these. What takes two places, such as `€` in the first
/// and an emoji in the second, is never cut in two, so the last place of a segment may stay empty.
///
/// @param length the places that the text takes
/// @param segments at least 1
public record SmsSegments(Encoding encoding, int length, int segments) {

  /// How a text is sent.
  public enum Encoding {
    /// Seven bits a place.
    GSM_7(160, 153),
    /// Sixteen bits a place.
    UCS_2(70, 67);

    private final int alone;
    private final int together;

    Encoding(int alone, int together) {
      this.alone = alone;
      this.together = together;
    }

    /// As networks write it, such as `GSM-7`.
    public String label() {
      return name().replace('_', '-');
    }

    private int places(int codePoint) {
      return switch (this) {
        case GSM_7 -> EXTENSION.indexOf(codePoint) >= 0 ? 2 : 1;
        case UCS_2 -> Character.charCount(codePoint);
      };
    }
  }

  // 3GPP TS 23.038, 6.2.1: the default alphabet, without the escape.
  private static final String ALPHABET = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
      + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
  // 6.2.1.1: the extension table, whose characters follow an escape.
  private static final String EXTENSION = "\f^{}\\[~]|€";

  public static SmsSegments of(String text) {
    var encoding = text.codePoints().allMatch(SmsSegments::isGsm) ? Encoding.GSM_7 : Encoding.UCS_2;
    var length = text.codePoints().map(encoding::places).sum();
    return new SmsSegments(encoding, length, length <= encoding.alone ? 1 : segments(text, encoding));
  }

  private static boolean isGsm(int codePoint) {
    return ALPHABET.indexOf(codePoint) >= 0 || EXTENSION.indexOf(codePoint) >= 0;
  }

  private static int segments(String text, Encoding encoding) {
    var segments = 1;
    var free = encoding.together;
    for (var places : text.codePoints().map(encoding::places).toArray()) {
      if (places > free) {
        segments++;
        free = encoding.together;
      }
      free -= places;
    }
    return segments;
  }
}
