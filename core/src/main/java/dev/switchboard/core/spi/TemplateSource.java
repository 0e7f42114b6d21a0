package dev.switchboard.core.spi;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A provider whose service keeps templates and decides which of them may be sent. Optional.
public interface TemplateSource extends IMessageProvider {

  /// The state of a template that may be sent.
  String APPROVED = "APPROVED";

  /// One template in one language.
  ///
  /// @param id the service's
  /// @param state the service's own word for it; only `APPROVED` may be sent
  /// @param components as the service describes them
  /// @param placeholders what fills it; may be empty
  /// @param text how it reads, with its gaps; null where the service does not say
  record ServiceTemplate(String id, String name, String language, String category, String state,
      @Nullable String reason, JsonNode components, List<Placeholder> placeholders, @Nullable String text) {

    public ServiceTemplate {
      placeholders = List.copyOf(placeholders);
    }
  }

  /// What became of filling a template.
  sealed interface Filling {

    /// @param content what [#send] is to be given
    record Filled(Content.Template content) implements Filling {}

    /// The service would refuse it.
    ///
    /// @param variable which one is at fault; null where it is all of them together, or the template itself
    /// @param why reads on from the variable's name
    record Unfit(@Nullable String variable, String why) implements Filling {}
  }

  /// All of the account's templates. Blocks.
  ///
  /// @throws IOException where the service could not be asked, with its words
  List<ServiceTemplate> templates() throws IOException;

  /// Fills a template, one of [#templates] that may have been kept for a while. Pure.
  ///
  /// @param values by the names of the template's placeholders; none is missing, empty, unknown or of another kind
  default Filling fill(ServiceTemplate template, Map<String, TemplateValue> values) {
    return new Filling.Filled(new Content.Template(template.name(), template.language(), values, List.of(), null));
  }
}
