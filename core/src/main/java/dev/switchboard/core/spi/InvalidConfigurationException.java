package dev.switchboard.core.spi;

/// An account's configuration cannot work, and this is the setting at fault.
public final class InvalidConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String setting;
  private final String problem;

  /// @param setting the name of the setting, such as `smtp.port`
  /// @param problem what is wrong with it, for people, such as `must be between 1 and 65535`
  public InvalidConfigurationException(String setting, String problem) {
    super(setting + " " + problem);
    this.setting = setting;
    this.problem = problem;
  }

  public String setting() {
    return setting;
  }

  /// What is wrong with it; reads on from its name.
  public String problem() {
    return problem;
  }
}
