package dev.switchboard.core.account;

/// Messages wait for an account that somebody wants to delete.
public final class AccountInUseException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  AccountInUseException(long waiting) {
    super(
        "%d %s to be sent by this account: switch it off to keep %s waiting, or delete it when they are sent, called back or expired"
            .formatted(waiting, waiting == 1 ? "message waits" : "messages wait", waiting == 1 ? "it" : "them"));
  }
}
