package dev.switchboard.core.attachment;

import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.MediaFile;
import dev.switchboard.core.spi.TemplateComponent;
import dev.switchboard.core.spi.TemplateComponent.Parameter;
import dev.switchboard.core.spi.TemplateValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The files that a content names, wherever in it they stand.
public final class ContentFiles {

  /// One of them.
  ///
  /// @param path where it stands in a request, such as `content.file`
  /// @param kind whose limits count for it
  public record Named(String path, ContentKind kind, MediaFile file) {}

  /// All files of a content, in the order in which they stand; makes nothing where it has none.
  public static List<Named> in(Content content) {
    return switch (content) {
      case Content.Media media -> List.of(named("content", media));
      case Content.Interactive interactive ->
          interactive.media() == null ? List.of() : List.of(named("content.media", interactive.media()));
      case Content.Email email -> attached(email);
      case Content.Template template -> filling(template);
      case Content.Text _,Content.Location _,Content.Contacts _,Content.Reaction _,Content.Choice _,Content.Notification _,Content.Order _,Content.Notice _,Content.Unknown _ ->
          List.of();
    };
  }

  private static Named named(String path, Content.Media media) {
    return new Named(path + ".file", media.kind(), media.file());
  }

  private static List<Named> attached(Content.Email email) {
    var files = new ArrayList<Named>();
    for (var i = 0; i < email.attachments().size(); i++) {
      files.add(new Named("content.attachments[" + i + "].file", ContentKind.EMAIL, email.attachments().get(i).file()));
    }
    return files;
  }

  // Where it has components, these are what its variables have become.
  private static List<Named> filling(Content.Template template) {
    var files = new ArrayList<Named>();
    if (template.components().isEmpty()) {
      new TreeMap<>(template.variables()).forEach((name, value) -> {
        if (value.file() != null) {
          files.add(new Named("content.variables." + name, ContentKind.TEMPLATE, value.file()));
        }
      });
    }
    for (var i = 0; i < template.components().size(); i++) {
      var parameters = template.components().get(i).parameters();
      for (var j = 0; j < parameters.size(); j++) {
        var media = parameters.get(j).media();
        if (media != null) {
          files.add(named("content.components[" + i + "].parameters[" + j + "].media", media));
        }
      }
    }
    return files;
  }

  /// The same content with other files in the places of its own.
  public static Content map(Content content, UnaryOperator<MediaFile> change) {
    return switch (content) {
      case Content.Media media -> media(media, change);
      case Content.Interactive(var header, var media, var body, var footer, var action) ->
          new Content.Interactive(header, optional(media, change), body, footer, action);
      case Content.Email(var subject, var text, var html, var reply, var attachments, var cc, var unsubscribe) ->
          new Content.Email(subject, text, html, reply, attachments.stream()
              .map(each -> new Content.Email.Attachment(change.apply(each.file()), each.contentId()))
              .toList(), cc, unsubscribe);
      case Content.Template(var name, var language, var variables, var components, var text) ->
          new Content.Template(name, language, variables(variables, change),
              components.stream().map(each -> component(each, change)).toList(), text);
      case Content.Text _,Content.Location _,Content.Contacts _,Content.Reaction _,Content.Choice _,Content.Notification _,Content.Order _,Content.Notice _,Content.Unknown _ ->
          content;
    };
  }

  private static Map<String, TemplateValue> variables(Map<String, TemplateValue> variables,
      UnaryOperator<MediaFile> change) {
    var changed = new HashMap<>(variables);
    changed.replaceAll((_, value) -> value.file() == null ? value : TemplateValue.of(change.apply(value.file())));
    return changed;
  }

  private static Content.@Nullable Media optional(Content.@Nullable Media media, UnaryOperator<MediaFile> change) {
    return media == null ? null : media(media, change);
  }

  private static Content.Media media(Content.Media media, UnaryOperator<MediaFile> change) {
    return switch (media) {
      case Content.Image(var file, var caption) -> new Content.Image(change.apply(file), caption);
      case Content.Video(var file, var caption) -> new Content.Video(change.apply(file), caption);
      case Content.Audio(var file, var voice) -> new Content.Audio(change.apply(file), voice);
      case Content.Document(var file, var caption) -> new Content.Document(change.apply(file), caption);
      case Content.Sticker(var file, var animated) -> new Content.Sticker(change.apply(file), animated);
    };
  }

  private static TemplateComponent component(TemplateComponent component, UnaryOperator<MediaFile> change) {
    return new TemplateComponent(component.part(), component.button(), component.index(),
        component.parameters().stream()
            .map(each -> new Parameter(each.name(), each.text(), optional(each.media(), change), each.payload()))
            .toList());
  }

  private ContentFiles() {}
}
