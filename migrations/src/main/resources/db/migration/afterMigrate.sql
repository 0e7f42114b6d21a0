-- Runs at every start, before anything is written: after a restore transaction ids start again, so the events written
-- from now on need an epoch of their own.
select check_event_epoch();
