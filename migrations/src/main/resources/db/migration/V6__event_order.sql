-- Events of one message in the order in which it changed.

-- A transaction may have its id long before it gets the lock of a message, and meanwhile a younger one changes that
-- message and commits. By its own id its event would then come before what it follows, and a live client would see a
-- status go back. So an event is ordered by the latest transaction that had ended when it was written, if that is younger
-- than its own: its writer holds the lock, so whoever held it before has ended. Still nothing is final below the oldest
-- transaction that is open, because no event is ordered before its own transaction.
alter table events
  alter column xid set default greatest(
    pg_current_xact_id()::text::bigint,
    pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1);
