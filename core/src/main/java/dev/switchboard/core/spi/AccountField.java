package dev.switchboard.core.spi;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One thing that people are asked for when they add an account: a setting, or a secret. For forms; whether a value will do,
/// [ProviderFactory#create] says.
///
/// Made by [#needed], [#wanted] or [#rare], with the rest after it:
/// `AccountField.wanted("port", Kind.NUMBER, "Port").usually("587")`.
///
/// @param name of the setting or the secret
/// @param need whether it can be left out
/// @param title what people call it, as the service's own pages do
/// @param hint where to find it, or what it is for; null where the title says it all
/// @param usual what counts where it is left out; null where nothing does
/// @param choices the only values; empty unless it is a [Kind#CHOICE]
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AccountField(String name, Kind kind, Need need, String title, @Nullable String hint,
    @Nullable String usual, List<String> choices) {

  /// What its value is in JSON, and so what to ask with.
  public enum Kind {
    /// A text of one line.
    TEXT,
    /// A text of many lines.
    LONG_TEXT,
    /// A whole number.
    NUMBER,
    /// True or false.
    FLAG,
    /// One of a few texts.
    CHOICE,
    /// A list of texts.
    LIST,
    /// An object of texts.
    PAIRS,
    /// A secret of one line.
    SECRET,
    /// A secret of many lines, such as a key file.
    LONG_SECRET
  }

  /// Whether it can be left out.
  public enum Need {
    /// There is no account without it.
    NEEDED,
    /// Many accounts have it, or it is needed together with another.
    WANTED,
    /// Hardly anybody changes it.
    RARE
  }

  public AccountField {
    choices = List.copyOf(choices);
  }

  /// Without it there is no account.
  public static AccountField needed(String name, Kind kind, String title) {
    return new AccountField(name, kind, Need.NEEDED, title, null, null, List.of());
  }

  /// Many accounts have it.
  public static AccountField wanted(String name, Kind kind, String title) {
    return new AccountField(name, kind, Need.WANTED, title, null, null, List.of());
  }

  /// Hardly anybody changes it.
  public static AccountField rare(String name, Kind kind, String title) {
    return new AccountField(name, kind, Need.RARE, title, null, null, List.of());
  }

  /// The same with a word about it.
  public AccountField hint(String words) {
    return new AccountField(name, kind, need, title, words, usual, choices);
  }

  /// The same with what counts where it is left out.
  public AccountField usually(Object value) {
    return new AccountField(name, kind, need, title, hint, String.valueOf(value), choices);
  }

  /// The same with its only values.
  public AccountField of(String... values) {
    return new AccountField(name, kind, need, title, hint, usual, List.of(values));
  }

  /// Whether its value is a secret, which never comes out again.
  public boolean secret() {
    return kind == Kind.SECRET || kind == Kind.LONG_SECRET;
  }
}
