package dev.switchboard.providers.whatsapp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.TemplateComponent;
import dev.switchboard.core.spi.TemplateComponent.Parameter;
import dev.switchboard.core.spi.TemplateComponent.Part;
import dev.switchboard.core.spi.TemplateValue;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/// Writes the `template` object. Where a message has variables only, they fill the body: numbers by their order, names by
/// name.
///
/// https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-message-templates
final class TemplateBody {

  private static final String COPY_CODE = "copy_code";

  /// @param media writes a file
  static ObjectNode write(Content.Template template, Function<Content.Media, ObjectNode> media) {
    if (template.language() == null || template.language().isBlank()) {
      throw NotSendable.content("the template's language is missing");
    }
    var body = Json.object().put("name", template.name());
    body.putObject("language").put("code", template.language());
    if (!template.components().isEmpty()) {
      var components = body.putArray("components");
      template.components().forEach(component -> components.add(component(component, media)));
    } else if (!template.variables().isEmpty()) {
      body.putArray("components").add(variables(template.variables()));
    }
    return body;
  }

  private static ObjectNode variables(Map<String, TemplateValue> variables) {
    var counted = variables.keySet().stream().allMatch(name -> name.matches("\\d{1,4}"));
    var names = variables.keySet().stream()
        .sorted(counted ? Comparator.comparingInt((String name) -> Integer.parseInt(name)) : Comparator.naturalOrder())
        .toList();
    var component = Json.object().put("type", "body");
    var parameters = component.putArray("parameters");
    for (var name : names) {
      var parameter = parameters.addObject().put("type", "text");
      if (!counted) {
        parameter.put("parameter_name", name);
      }
      parameter.put("text", text(Objects.requireNonNull(variables.get(name))));
    }
    return component;
  }

  private static String text(TemplateValue value) {
    if (value.text() == null) {
      throw NotSendable.content("a file cannot fill a template's body");
    }
    return value.text();
  }

  private static ObjectNode component(TemplateComponent component, Function<Content.Media, ObjectNode> media) {
    var body = Json.object().put("type", component.part().name().toLowerCase(Locale.ROOT));
    if (component.part() == Part.BUTTON) {
      if (component.button() == null || component.index() == null) {
        throw NotSendable.content("a template's button needs its kind and its index");
      }
      body.put("sub_type", component.button().toLowerCase(Locale.ROOT)).put("index", component.index().toString());
    }
    var parameters = body.putArray("parameters");
    component.parameters().forEach(parameter -> parameters.add(parameter(component, parameter, media)));
    return body;
  }

  private static ObjectNode parameter(TemplateComponent component, Parameter parameter,
      Function<Content.Media, ObjectNode> media) {
    var body = Json.object();
    if (parameter.name() != null) {
      body.put("parameter_name", parameter.name());
    }
    if (parameter.media() != null) {
      var type = InteractiveBody.headerType(parameter.media());
      body.put("type", type).set(type, media.apply(InteractiveBody.withoutCaption(parameter.media())));
      return body;
    }
    if (COPY_CODE.equalsIgnoreCase(component.button())) {
      return body.put("type", "coupon_code").put("coupon_code", value(parameter));
    }
    return parameter.payload() != null
        ? body.put("type", "payload").put("payload", parameter.payload())
        : body.put("type", "text").put("text", value(parameter));
  }

  private static String value(Parameter parameter) {
    var value = parameter.text() != null ? parameter.text() : parameter.payload();
    if (value == null) {
      throw NotSendable.content("a template's parameter has neither text nor file nor payload");
    }
    return value;
  }

  private TemplateBody() {}
}
