package dev.switchboard.core.message;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.account.Account;
import dev.switchboard.core.attachment.ContentFiles;
import dev.switchboard.core.message.AcceptResult.Refusal;
import dev.switchboard.core.message.Drafting.RefusedException;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.MediaFile;
import dev.switchboard.core.template.Resolution;
import dev.switchboard.core.template.TemplateUse;
import dev.switchboard.core.template.Templates;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a message says that was asked for by a template: made when it is accepted, so that no later change of the template
/// changes it.
record FilledTemplate(Content content, TemplateUse use) {

  private static final Set<Refusal> WORDS = EnumSet.of(Refusal.CONTENT_TOO_LONG, Refusal.CONTENT_EMPTY,
      Refusal.BAD_CONTENT, Refusal.BAD_CHARACTER);

  /// Null where no template is asked for, or one in the service's own form, or one of which nothing is known.
  static @Nullable FilledTemplate of(Templates templates, Account account, Content content) throws RefusedException {
    if (!(content instanceof Content.Template wanted) || !wanted.components().isEmpty()) {
      return null;
    }
    return switch (templates.resolve(account, wanted, "content.")) {
      case Resolution.Filled(var filled, var use) -> new FilledTemplate(filled, use);
      case Resolution.AsItIs _ -> null;
      case Resolution.Refused(var answer) -> throw new RefusedException(answer);
    };
  }

  /// As [ContentRules#check], but what is wrong with a content that the caller has not written is said of its variables.
  static void check(@Nullable FilledTemplate template, Account account, MessageRequest request)
      throws RefusedException {
    try {
      ContentRules.check(account.provider().capabilities(), request.content(), request.replyTo() != null);
    } catch (RefusedException e) {
      if (template == null || !WORDS.contains(e.refused().code())) {
        throw e;
      }
      throw new RefusedException("content.variables", e.refused().code(),
          "make of the template a " + e.refused().field().substring("content.".length()) + " that "
              + e.refused().detail());
    }
  }

  /// The same with what is known of the files in it.
  FilledTemplate with(Content described) {
    return new FilledTemplate(described, use);
  }

  /// What is wrong with a file of the filled template, said of the variable that it came by.
  static RefusedException ofVariable(RefusedException e, Content asked, Content filled) {
    var refused = e.refused();
    return ContentFiles.in(filled).stream()
        .filter(named -> refused.field().startsWith(named.path() + "."))
        .findFirst()
        .flatMap(named -> variable(asked, named.file())
            .map(name -> new RefusedException("content.variables." + name
                + refused.field().substring(named.path().length()), refused.code(), refused.detail())))
        .orElse(e);
  }

  private static Optional<String> variable(Content asked, MediaFile file) {
    return asked instanceof Content.Template template
        ? template.variables().entrySet().stream()
            .filter(variable -> file.equals(variable.getValue().file()))
            .map(Map.Entry::getKey)
            .findFirst()
        : Optional.empty();
  }

  /// The content with the version that it was made of beside it.
  ObjectNode stored(ObjectMapper json) {
    ObjectNode stored = json.valueToTree(content);
    return stored.set("template", json.valueToTree(use));
  }
}
