package dev.switchboard.core.listening;

/// Another node listens to the account by now: nothing was stored, and nothing must be.
public final class LostLeaseException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LostLeaseException(Lease lease) {
    super("account " + lease.accountId() + " is led by somebody else than " + lease.token(), null, false, false);
  }
}
