package dev.switchboard.core.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A provider that can find out whether an account will work before anybody writes over it. Optional.
public interface AccountCheck extends IMessageProvider {

  /// One thing that was looked at.
  ///
  /// @param what such as `credentials` or `webhook URL`
  /// @param setting the setting to change; null where it is none of ours
  /// @param words what is the matter and what to do, for people
  record Finding(Verdict verdict, String what, @Nullable String setting, String words) {}

  /// How it looks.
  enum Verdict {
    GOOD, DOUBTFUL, BAD, UNKNOWN
  }

  /// Asks the service about everything that can be asked without sending anything. Blocks, for at most some seconds for
  /// each thing.
  ///
  /// @param webhookUrl where the service should call us; null where this installation has no address outside
  List<Finding> check(@Nullable String webhookUrl);
}
