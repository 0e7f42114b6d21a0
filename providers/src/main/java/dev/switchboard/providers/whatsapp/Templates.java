package dev.switchboard.providers.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.TemplateSource.ServiceTemplate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a business account's templates, page after page.
///
/// https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/message_templates
final class Templates {

  private static final String FIELDS = "id,name,language,category,status,rejected_reason,components";
  private static final String PAGE = "100";
  // Meta allows 6,000 templates; this only stops a service that never ends.
  private static final int MOST_PAGES = 200;

  private final GraphApi graph;

  Templates(GraphApi graph) {
    this.graph = graph;
  }

  List<ServiceTemplate> of(String businessAccountId) throws IOException {
    var templates = new ArrayList<ServiceTemplate>();
    String after = null;
    for (var page = 0; page < MOST_PAGES; page++) {
      var answer = graph.get(businessAccountId + "/message_templates", query(after));
      if (!answer.path("data").isArray()) {
        throw new IOException("an answer without templates");
      }
      answer.path("data").forEach(each -> add(each, templates));
      var next = next(answer.path("paging"));
      if (next == null || next.equals(after)) {
        return templates;
      }
      after = next;
    }
    throw new IOException("more than " + MOST_PAGES + " pages of templates");
  }

  private static Map<String, String> query(@Nullable String after) {
    var query = new HashMap<>(Map.of("fields", FIELDS, "limit", PAGE));
    if (after != null) {
      query.put("after", after);
    }
    return query;
  }

  // The cursor and not the address of the next page: that one has the token in it, and leads wherever it likes.
  private static @Nullable String next(JsonNode paging) {
    return Json.text(paging.path("next")) == null ? null : Json.text(paging.path("cursors").path("after"));
  }

  private static void add(JsonNode template, List<ServiceTemplate> templates) {
    var name = Json.text(template.path("name"));
    var language = Json.text(template.path("language"));
    var state = Json.text(template.path("status"));
    if (name != null && language != null && state != null) {
      var category = template.path("category").asText();
      var parts = TemplateParts.of(template.path("components"), category);
      templates.add(new ServiceTemplate(template.path("id").asText(), name, language, category, state,
          reason(template.path("rejected_reason")), template.path("components"), parts.placeholders(), parts.text()));
    }
  }

  /// Meta says `NONE` where there is no reason.
  static @Nullable String reason(JsonNode reason) {
    var text = Json.text(reason);
    return "NONE".equals(text) ? null : text;
  }
}
