package dev.switchboard.core.spi;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A file that belongs to a message: one that we keep ([#attachmentId]), one that lies in the open ([#url]), or, in what
/// a provider received, one that has still to be fetched ([#source]).
///
/// @param attachmentId our id of it
/// @param url where the service may fetch it by itself, `https`
/// @param source what the provider's [MediaSource] needs to fetch it, in the provider's own words; never stored in a
///        message nor shown
/// @param mimeType such as `image/jpeg`; null where it is not known
/// @param name the file's name, for people; null where it has none
/// @param size in bytes; null where it is not known
/// @param sha256 of the bytes, in lower-case hex; null where it is not known
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MediaFile(@Nullable UUID attachmentId, @Nullable URI url, @Nullable String source,
    @Nullable String mimeType, @Nullable String name, @Nullable Long size, @Nullable String sha256) {

  /// A file that a customer sent and that is still with the service.
  public static MediaFile at(String source, @Nullable String mimeType, @Nullable String name) {
    return new MediaFile(null, null, source, mimeType, name, null, null);
  }

  /// A file in the open.
  public static MediaFile at(URI url) {
    return new MediaFile(null, url, null, null, null, null, null);
  }

  /// A file that we keep.
  public static MediaFile kept(UUID attachmentId) {
    return new MediaFile(attachmentId, null, null, null, null, null, null);
  }

  /// The same file under our id, without what only the provider knows.
  public MediaFile keptAs(UUID id) {
    return new MediaFile(id, url, null, mimeType, name, size, sha256);
  }
}
