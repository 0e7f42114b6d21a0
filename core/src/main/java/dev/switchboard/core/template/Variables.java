package dev.switchboard.core.template;

import dev.switchboard.core.message.AcceptResult.Refusal;
import dev.switchboard.core.message.AcceptResult.Refused;
import dev.switchboard.core.spi.Capabilities;
import dev.switchboard.core.spi.Capabilities.Limits;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.MediaFile;
import dev.switchboard.core.spi.Placeholder;
import dev.switchboard.core.spi.Placeholder.Kind;
import dev.switchboard.core.spi.TemplateValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Holds the variables of a message against what its template wants.
///
/// @param members where they stand, such as `content.`
/// @param capabilities of the account, which limit files; null where no file is wanted
record Variables(String members, List<Placeholder> placeholders, Map<String, TemplateValue> values,
    @Nullable Capabilities capabilities) {

  /// Everything that is wrong, one thing for each variable.
  List<Refused> faults() {
    var faults = new ArrayList<Refused>();
    for (var placeholder : placeholders) {
      var value = values.get(placeholder.name());
      var fault = value == null ? missing(placeholder) : fault(placeholder, value);
      if (fault != null) {
        faults.add(fault);
      }
    }
    faults.addAll(unknown());
    return faults;
  }

  private @Nullable Refused missing(Placeholder placeholder) {
    return placeholder.required()
        ? refused(placeholder.name(), Refusal.MISSING_VARIABLE,
            "is missing" + (placeholder.description() == null ? "" : " (" + placeholder.description() + ")"))
        : null;
  }

  private List<Refused> unknown() {
    var known = placeholders.stream().map(Placeholder::name).collect(Collectors.toCollection(TreeSet::new));
    return new TreeSet<>(values.keySet()).stream()
        .filter(name -> !known.contains(name))
        .map(name -> refused(name, Refusal.UNKNOWN_VARIABLE, known.isEmpty()
            ? "is not known: the template has no variables"
            : "is not known; known are " + String.join(", ", known)))
        .toList();
  }

  private @Nullable Refused fault(Placeholder placeholder, TemplateValue value) {
    if (value.file() != null) {
      return placeholder.kind() == Kind.TEXT
          ? refused(placeholder.name(), Refusal.BAD_VARIABLE, "must be a text")
          : file(placeholder, value.file());
    }
    var text = value.text();
    if (text == null || placeholder.kind() != Kind.TEXT) {
      return refused(placeholder.name(), Refusal.BAD_VARIABLE,
          "must be an object with attachmentId or url: it is a file");
    }
    if (text.isBlank()) {
      return refused(placeholder.name(), Refusal.EMPTY_VARIABLE, "must not be empty");
    }
    if (placeholder.oneLine() && !Place.isOneLine(text)) {
      return refused(placeholder.name(), Refusal.BAD_VARIABLE, "must have neither line breaks nor tabs");
    }
    var longest = placeholder.longest();
    return longest != null && text.codePointCount(0, text.length()) > longest
        ? refused(placeholder.name(), Refusal.CONTENT_TOO_LONG, "must have at most " + longest + " characters")
        : null;
  }

  private @Nullable Refused file(Placeholder placeholder, MediaFile file) {
    var name = placeholder.name();
    if (file.source() != null || (file.url() == null) == (file.attachmentId() == null)) {
      return refused(name, Refusal.BAD_VARIABLE, "has either a url or an attachmentId");
    }
    var url = file.url();
    if (url != null && !("https".equalsIgnoreCase(url.getScheme()) && url.getHost() != null)) {
      return refused(name + ".url", Refusal.BAD_VARIABLE, "must be an address that begins with https://");
    }
    var limits = capabilities == null
        ? Limits.NONE
        : capabilities.limits(ContentKind.valueOf(placeholder.kind().name()));
    if (file.mimeType() != null && !limits.takes(file.mimeType())) {
      return refused(name + ".mimeType", Refusal.FILE_NOT_SUPPORTED,
          "must be one of " + String.join(", ", new TreeSet<>(limits.mimeTypes())));
    }
    return file.size() != null && limits.bytes() > 0 && file.size() > limits.bytes()
        ? refused(name + ".size", Refusal.FILE_TOO_LARGE, "must be at most " + limits.bytes() + " bytes")
        : null;
  }

  /// @param variable null for all of them
  Refused refused(@Nullable String variable, Refusal code, String detail) {
    return new Refused(members + "variables" + (variable == null ? "" : "." + variable), code, detail);
  }
}
